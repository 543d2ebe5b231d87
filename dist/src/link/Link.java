import static java.lang.classfile.ClassFile.ACC_FINAL;
import static java.lang.classfile.ClassFile.ACC_PRIVATE;
import static java.lang.classfile.ClassFile.ACC_PUBLIC;
import static java.lang.classfile.ClassFile.ACC_STATIC;
import static java.lang.classfile.ClassFile.ACC_SYNTHETIC;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.NestHostAttribute;
import java.lang.classfile.attribute.NestMembersAttribute;
import java.lang.classfile.attribute.RuntimeVisibleTypeAnnotationsAttribute;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// Links call sites of a distribution's bundles ahead of time. Where javac leaves it to the JVM to make code when a lambda, a method reference, a switch over types or a method of a
/// record is first run, that code is put into the jar. The JVM makes such code of a bundle anew with each start, as no cache of its own has it; classes of a jar it
/// takes from the ahead-of-time cache. This is a fifth of the processor time of a start, and 8 MiB.
///
/// `java Link.java DISTRIBUTION` rewrites what is in `bundles/` and of Reserve itself. What it does not know it leaves as it is.
final class Link {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final MethodTypeDesc NONE = MTD_void;
    private static final Map<ClassDesc, ClassDesc> BOXES = new HashMap<>();

    static {
        for (Class<?> box : List.of(Boolean.class, Byte.class, Character.class, Short.class, Integer.class, Long.class, Float.class, Double.class)) {
            BOXES.put(java.lang.invoke.MethodType.methodType(box).unwrap().returnType().describeConstable().orElseThrow(), box.describeConstable().orElseThrow());
        }
    }

    private final ClassFile classes;

    private Link(Map<String, byte[]> all) {
        classes = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(type -> stream(all.get(file(type))))
                .orElse(ClassHierarchyResolver.defaultResolver())));
    }

    public static void main(String[] arguments) throws IOException {
        List<Path> jars;
        try (Stream<Path> files = Files.walk(Path.of(arguments[0]))) {
            jars = files.filter(file -> file.toString().endsWith(".jar") && !file.toString().contains("/maven/")).sorted().toList();
        }
        Map<String, byte[]> all = new HashMap<>();
        for (Path jar : jars) {
            gather(entries(Files.newInputStream(jar)), all);
        }
        Link link = new Link(all);
        for (Path jar : jars) {
            if (jar.getFileName().toString().startsWith("dev.reserve") && jar.getParent().getParent().endsWith("bundles")) {
                write(jar, link.jar(flat(entries(Files.newInputStream(jar)))));
            }
        }
    }

    private static void gather(Map<String, byte[]> jar, Map<String, byte[]> all) throws IOException {
        all.putAll(jar);
        for (Map.Entry<String, byte[]> entry : jar.entrySet()) {
            if (entry.getKey().endsWith(".jar")) {
                gather(entries(stream(entry.getValue())), all);
            }
        }
    }

    /// With the jars that are in the jar laid out as one: the framework copies them out with each start, used or not. Of files of one name the first counts, as on a class path; those that
    /// name services are joined.
    private static Map<String, byte[]> flat(Map<String, byte[]> jar) throws IOException {
        Map<String, byte[]> flat = new LinkedHashMap<>(jar);
        flat.keySet().removeIf(name -> name.endsWith(".jar"));
        for (Map.Entry<String, byte[]> entry : jar.entrySet()) {
            if (entry.getKey().endsWith(".jar")) {
                entries(stream(entry.getValue())).forEach((name, bytes) -> flat.merge(name, bytes, name.startsWith("META-INF/services/") ? Link::lines : (first, _) -> first));
            }
        }
        flat.remove("module-info.class"); // that of one jar
        flat.computeIfPresent(MANIFEST, (_, bytes) -> withoutClassPath(bytes));
        return flat;
    }

    private static byte[] lines(byte[] first, byte[] second) {
        return (new String(first, UTF_8).stripTrailing() + "\n" + new String(second, UTF_8)).getBytes(UTF_8);
    }

    private static byte[] withoutClassPath(byte[] manifest) {
        try {
            Manifest read = new Manifest(stream(manifest));
            read.getMainAttributes().remove(new java.util.jar.Attributes.Name("Bundle-ClassPath"));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            read.write(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream stream(byte[] bytes) {
        return bytes == null ? null : new ByteArrayInputStream(bytes);
    }

    private static Map<String, byte[]> entries(InputStream jar) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(jar)) {
            ZipEntry entry;
            while ((entry = zip.getNextEntry()) != null) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    private static void write(Path jar, Map<String, byte[]> entries) throws IOException {
        FileTime time = Files.getLastModifiedTime(jar);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (Map.Entry<String, byte[]> each : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(each.getKey());
                entry.setMethod(ZipEntry.STORED); // to read what is packed takes a start longer
                entry.setSize(each.getValue().length);
                CRC32 crc = new CRC32();
                crc.update(each.getValue());
                entry.setCrc(crc.getValue());
                entry.setTimeLocal(java.time.LocalDateTime.of(1980, 2, 1, 0, 0)); // the same jar from the same input
                zip.putNextEntry(entry);
                zip.write(each.getValue());
                zip.closeEntry();
            }
        }
        Files.setLastModifiedTime(jar, time);
    }

    private Map<String, byte[]> jar(Map<String, byte[]> entries) {
        Map<String, byte[]> linked = new LinkedHashMap<>(entries);
        Map<ClassDesc, List<ClassDesc>> nests = new HashMap<>();
        entries.forEach((name, bytes) -> {
            if (name.startsWith("dev/reserve/") && name.endsWith(".class")) { // and not of libraries in the jar
                linked.put(name, new Linking(classes.parse(bytes), linked, nests).run());
            }
        });
        nests.forEach((host, members) -> linked.compute(file(host), (name, bytes) -> joined(classes.parse(bytes), members)));
        linked.forEach((name, bytes) -> {
            if (bytes != entries.get(name)) {
                classes.verify(bytes).stream().findAny().ifPresent(error -> {
                    throw new IllegalStateException(name + ": " + error.getMessage());
                });
            }
        });
        return linked;
    }

    private byte[] joined(ClassModel host, List<ClassDesc> more) {
        List<ClassDesc> members = new ArrayList<>();
        host.findAttribute(Attributes.nestMembers()).ifPresent(before -> before.nestMembers().forEach(member -> members.add(member.asSymbol())));
        members.addAll(more);
        return classes.transformClass(host, ClassTransform.dropping(element -> element instanceof NestMembersAttribute)
                .andThen(ClassTransform.endHandler(to -> to.with(NestMembersAttribute.ofSymbols(members)))));
    }

    private static String file(ClassDesc type) {
        String name = type.descriptorString();
        return name.substring(1, name.length() - 1) + ".class";
    }

    /// One class.
    private final class Linking {
        private final ClassModel model;
        private final ClassDesc self;
        private final ClassDesc host;
        private final Map<String, byte[]> jar;
        private final Map<ClassDesc, List<ClassDesc>> nests;
        private final List<java.util.function.Consumer<ClassBuilder>> methods = new ArrayList<>();
        private int count;

        Linking(ClassModel model, Map<String, byte[]> jar, Map<ClassDesc, List<ClassDesc>> nests) {
            this.model = model;
            this.self = model.thisClass().asSymbol();
            this.host = model.findAttribute(Attributes.nestHost()).map(nest -> nest.nestHost().asSymbol()).orElse(self);
            this.jar = jar;
            this.nests = nests;
        }

        byte[] run() {
            return classes.transformClass(model, ClassTransform.transformingMethodBodies((to, element) -> {
                boolean linked = element instanceof InvokeDynamicInstruction site && link(site, to);
                // Annotations of types within a method nobody can read at run time, and their places would be wrong now.
                if (!linked && !(element instanceof RuntimeVisibleTypeAnnotationsAttribute)) {
                    to.with(element);
                }
            }).andThen(ClassTransform.endHandler(to -> methods.forEach(method -> method.accept(to)))));
        }

        private boolean link(InvokeDynamicInstruction site, CodeBuilder to) {
            return switch (site.bootstrapMethod().owner().displayName() + "." + site.bootstrapMethod().methodName()) {
                case "LambdaMetafactory.metafactory" -> lambda(site, to);
                case "SwitchBootstraps.typeSwitch" -> typeSwitch(site, to);
                case "ObjectMethods.bootstrap" -> recordMethod(site, to);
                default -> false;
            };
        }

        /// Makes a class of it, as the JVM would.
        private boolean lambda(InvokeDynamicInstruction site, CodeBuilder to) {
            String outer = self.descriptorString();
            ClassDesc type = ClassDesc.ofDescriptor(outer.substring(0, outer.length() - 1) + "$$Lambda" + ++count + ";");
            MethodTypeDesc captured = site.typeSymbol();
            jar.put(file(type), classes.build(type, made -> new Lambda(type, host, site).write(made)));
            nests.computeIfAbsent(host, _ -> new ArrayList<>()).add(type);
            if (captured.parameterCount() == 0) {
                to.getstatic(type, "ONE", captured.returnType());
            } else {
                to.invokestatic(type, "of", captured);
            }
            return true;
        }

        private boolean typeSwitch(InvokeDynamicInstruction site, CodeBuilder to) {
            List<ConstantDesc> labels = site.bootstrapArgs();
            if (!labels.stream().allMatch(label -> label instanceof ClassDesc type && !type.isPrimitive())) {
                return false;
            }
            invoke(site, to, code -> {
                code.aload(0).ifThen(java.lang.classfile.Opcode.IFNULL, isNull -> isNull.loadConstant(-1).ireturn());
                for (int i = 0; i < labels.size(); i++) {
                    int number = i;
                    Label next = code.newLabel();
                    code.iload(1).loadConstant(number).if_icmpgt(next);
                    code.aload(0).instanceOf((ClassDesc) labels.get(i)).ifeq(next);
                    code.loadConstant(number).ireturn().labelBinding(next);
                }
                code.loadConstant(labels.size()).ireturn();
            });
            return true;
        }

        private boolean recordMethod(InvokeDynamicInstruction site, CodeBuilder to) {
            List<DirectMethodHandleDesc> fields = site.bootstrapArgs().stream().skip(2).map(DirectMethodHandleDesc.class::cast).toList();
            switch (site.name().stringValue()) {
                case "hashCode" -> invoke(site, to, code -> hashCode(fields, code));
                case "equals" -> invoke(site, to, code -> equals(fields, code));
                default -> {
                    return false; // for people, and seldom
                }
            }
            return true;
        }

        private void hashCode(List<DirectMethodHandleDesc> fields, CodeBuilder code) {
            code.loadConstant(0);
            for (DirectMethodHandleDesc field : fields) {
                ClassDesc type = field.invocationType().returnType();
                code.loadConstant(31).imul().aload(0).getfield(self, field.methodName(), type);
                if (type.isPrimitive()) {
                    code.invokestatic(BOXES.get(type), "hashCode", MethodTypeDesc.of(CD_int, type));
                } else {
                    code.invokestatic(ClassDesc.of("java.util.Objects"), "hashCode", MethodTypeDesc.of(CD_int, CD_Object));
                }
                code.iadd();
            }
            code.ireturn();
        }

        private void equals(List<DirectMethodHandleDesc> fields, CodeBuilder code) {
            Label unequal = code.newLabel();
            code.aload(1).instanceOf(self).ifeq(unequal);
            for (DirectMethodHandleDesc field : fields) {
                ClassDesc type = field.invocationType().returnType();
                code.aload(0).getfield(self, field.methodName(), type).aload(1).checkcast(self).getfield(self, field.methodName(), type);
                if (type.isPrimitive()) {
                    code.invokestatic(BOXES.get(type), "compare", MethodTypeDesc.of(CD_int, type, type)).ifne(unequal);
                } else {
                    code.invokestatic(ClassDesc.of("java.util.Objects"), "equals", MethodTypeDesc.of(CD_boolean, CD_Object, CD_Object)).ifeq(unequal);
                }
            }
            code.loadConstant(1).ireturn().labelBinding(unequal).loadConstant(0).ireturn();
        }

        /// Calls a new method of this class instead, which takes and returns what the call site does.
        private void invoke(InvokeDynamicInstruction site, CodeBuilder to, java.util.function.Consumer<CodeBuilder> code) {
            String name = "linked$" + ++count;
            boolean anInterface = model.flags().has(AccessFlag.INTERFACE);
            methods.add(made -> made.withMethodBody(name, site.typeSymbol(), ACC_PRIVATE | ACC_STATIC | ACC_SYNTHETIC, code));
            to.invokestatic(self, name, site.typeSymbol(), anInterface);
        }
    }

    /// The class of a lambda or a method reference. It belongs to the nest, and so may call what is private there.
    private record Lambda(ClassDesc type, ClassDesc host, MethodTypeDesc captured, String name, MethodTypeDesc erased, DirectMethodHandleDesc body,
            MethodTypeDesc actual) {

        Lambda(ClassDesc type, ClassDesc host, InvokeDynamicInstruction site) {
            this(type, host, site.typeSymbol(), site.name().stringValue(), (MethodTypeDesc) site.bootstrapArgs().get(0),
                    (DirectMethodHandleDesc) site.bootstrapArgs().get(1), (MethodTypeDesc) site.bootstrapArgs().get(2));
        }

        void write(ClassBuilder made) {
            MethodTypeDesc constructor = captured.changeReturnType(CD_void);
            made.withVersion(ClassFile.JAVA_25_VERSION, 0).withFlags(ACC_FINAL | ACC_SYNTHETIC).withInterfaceSymbols(captured.returnType());
            made.with(NestHostAttribute.of(host));
            for (int i = 0; i < captured.parameterCount(); i++) {
                made.withField("of" + i, captured.parameterType(i), ACC_PRIVATE | ACC_FINAL);
            }
            made.withMethodBody(INIT_NAME, constructor, ACC_PRIVATE, code -> {
                code.aload(0).invokespecial(CD_Object, INIT_NAME, NONE);
                for (int i = 0; i < captured.parameterCount(); i++) {
                    code.aload(0).loadLocal(kind(captured, i), code.parameterSlot(i)).putfield(type, "of" + i, captured.parameterType(i));
                }
                code.return_();
            });
            if (captured.parameterCount() == 0) {
                made.withField("ONE", captured.returnType(), ACC_STATIC | ACC_FINAL);
                made.withMethodBody("<clinit>", NONE, ACC_STATIC, code -> code.new_(type).dup().invokespecial(type, INIT_NAME, constructor)
                        .putstatic(type, "ONE", captured.returnType()).return_());
            } else {
                made.withMethodBody("of", captured, ACC_STATIC, code -> {
                    code.new_(type).dup();
                    for (int i = 0; i < captured.parameterCount(); i++) {
                        code.loadLocal(kind(captured, i), code.parameterSlot(i));
                    }
                    code.invokespecial(type, INIT_NAME, constructor).areturn();
                });
            }
            made.withMethodBody(name, erased, ACC_PUBLIC, this::call);
        }

        private static TypeKind kind(MethodTypeDesc of, int parameter) {
            return TypeKind.from(of.parameterType(parameter));
        }

        private void call(CodeBuilder code) {
            boolean isNew = body.kind() == DirectMethodHandleDesc.Kind.CONSTRUCTOR;
            if (isNew) {
                code.new_(body.owner()).dup();
            }
            for (int i = 0; i < captured.parameterCount(); i++) {
                code.aload(0).getfield(type, "of" + i, captured.parameterType(i));
            }
            for (int i = 0; i < erased.parameterCount(); i++) {
                code.loadLocal(kind(erased, i), code.parameterSlot(i));
                convert(code, erased.parameterType(i), actual.parameterType(i),
                        body.invocationType().parameterType(captured.parameterCount() + i));
            }
            MethodTypeDesc method = MethodTypeDesc.ofDescriptor(body.lookupDescriptor());
            switch (body.kind()) {
                case STATIC, INTERFACE_STATIC -> code.invokestatic(body.owner(), body.methodName(), method, body.isOwnerInterface());
                case VIRTUAL, SPECIAL -> code.invokevirtual(body.owner(), body.methodName(), method);
                case INTERFACE_VIRTUAL, INTERFACE_SPECIAL -> code.invokeinterface(body.owner(), body.methodName(), method);
                case CONSTRUCTOR -> code.invokespecial(body.owner(), INIT_NAME, method);
                default -> throw new IllegalArgumentException("a lambda cannot be " + body);
            }
            ClassDesc result = isNew ? body.owner() : method.returnType();
            if (!erased.returnType().equals(CD_void)) {
                convert(code, result, actual.returnType(), erased.returnType());
            } else if (!result.equals(CD_void)) {
                switch (TypeKind.from(result).slotSize()) {
                    case 1 -> code.pop();
                    default -> code.pop2();
                }
            }
            code.return_(TypeKind.from(erased.returnType()));
        }

        /// As LambdaMetafactory does.
        ///
        /// @param actual what `from` is known to be
        private static void convert(CodeBuilder code, ClassDesc from, ClassDesc actual, ClassDesc to) {
            if (from.equals(to)) {
                return;
            }
            if (from.isPrimitive() && to.isPrimitive()) {
                code.conversion(TypeKind.from(from), TypeKind.from(to));
            } else if (from.isPrimitive()) {
                code.invokestatic(BOXES.get(from), "valueOf", MethodTypeDesc.of(BOXES.get(from), from));
            } else if (to.isPrimitive()) {
                ClassDesc primitive = BOXES.entrySet().stream().filter(box -> box.getValue().equals(actual)).map(Map.Entry::getKey).findAny().orElse(to);
                code.checkcast(BOXES.get(primitive));
                code.invokevirtual(BOXES.get(primitive), primitive.displayName() + "Value", MethodTypeDesc.of(primitive));
                convert(code, primitive, primitive, to);
            } else if (!to.equals(CD_Object)) {
                code.checkcast(to);
            }
        }
    }
}
