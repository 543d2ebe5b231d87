package dev.reserve.site;

import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;

/// The text of a part of a page, without markup.
final class Prose extends AbstractVisitor {

    private final StringBuilder text = new StringBuilder();

    private Prose() {}

    /// What somebody reads of a node, in one line.
    static String of(Node node) {
        Prose prose = new Prose();
        node.accept(prose);
        return prose.text.toString().replaceAll("\\s+", " ").strip();
    }

    @Override
    public void visit(Text node) {
        text.append(node.getLiteral());
    }

    @Override
    public void visit(Code node) {
        text.append(node.getLiteral());
    }

    @Override
    public void visit(FencedCodeBlock node) {
        text.append(node.getLiteral());
    }

    @Override
    public void visit(IndentedCodeBlock node) {
        text.append(node.getLiteral());
    }

    @Override
    public void visit(SoftLineBreak node) {
        text.append(' ');
    }

    @Override
    public void visit(HardLineBreak node) {
        text.append(' ');
    }

    /// Words of two blocks are two words.
    @Override
    protected void visitChildren(Node parent) {
        for (Node child = parent.getFirstChild(); child != null; child = child.getNext()) {
            child.accept(this);
            if (!isInline(child)) {
                text.append(' ');
            }
        }
    }

    private static boolean isInline(Node node) {
        return node instanceof Text || node instanceof Code || node instanceof Emphasis
                || node instanceof StrongEmphasis || node instanceof Link;
    }
}
