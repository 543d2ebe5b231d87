package dev.reserve.maven;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Deploys the project's jar to a server that runs on this machine, and waits until the new version serves. The build fails, with the reason, if the server
 * rejects it. Package the jar first: {@code mvn package reserve:deploy}.
 */
@Mojo(name = "deploy", threadSafe = true)
public final class DeployMojo extends AbstractMojo {

    /** What is deployed. */
    @Parameter(property = "reserve.jar", defaultValue = "${project.build.directory}/${project.build.finalName}.jar", required = true)
    private File jar = new File("app.jar");

    /** The server's data directory. If nothing is said: {@code $RESERVE_DATA}, and without it that of {@code reserve:run}. */
    @Parameter(property = "reserve.data")
    private @Nullable File data;

    /** The name that the file gets in the deploy folder; its own if nothing is said. */
    @Parameter(property = "reserve.as")
    private @Nullable String as;

    /** What is waited for: {@code current}, the version serves; {@code settled}, it is past its probation too; {@code no}, nothing. */
    @Parameter(property = "reserve.wait", defaultValue = "current")
    private String wait = "current";

    /** How many seconds are waited at most. */
    @Parameter(property = "reserve.timeout", defaultValue = "120")
    private int timeout = 120;

    @Parameter(defaultValue = "${project.basedir}", readonly = true)
    private File basedir = new File(".");

    DeployMojo with(File otherJar, @Nullable File otherData, String otherWait) {
        basedir = otherJar.getParentFile();
        jar = otherJar;
        data = otherData;
        wait = otherWait;
        return this;
    }

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        if (!jar.isFile()) {
            throw new MojoFailureException("there is no " + jar + ": package it first, as in mvn package reserve:deploy");
        }
        AdminSocket server = new AdminSocket(data());
        try {
            AdminSocket.Answer answer = server.run(basedir.getAbsoluteFile().toPath(), command());
            if (answer.code() != 0) {
                throw new MojoFailureException(answer.message().isEmpty() ? answer.output().strip() : answer.message());
            }
            getLog().info(answer.output().strip());
        } catch (IOException e) {
            throw new MojoExecutionException("no server at " + server.path() + " (" + e.getMessage()
                    + "): start one (reserve:run, or reserve --dev), or say with -Dreserve.data=DIR where it keeps its data", e);
        }
    }

    private Path data() {
        String given = System.getenv("RESERVE_DATA");
        if (data != null) {
            return data.toPath();
        }
        return given == null || given.isEmpty() ? RunMojo.own(basedir).resolve("data") : Path.of(given);
    }

    private String[] command() throws MojoFailureException {
        List<String> words = new ArrayList<>(List.of("deploy"));
        switch (wait) {
            case "current" -> words.add("--wait");
            case "settled" -> words.add("--wait=settled");
            case "no" -> {}
            default -> throw new MojoFailureException("reserve.wait is " + wait + "; expected current, settled or no");
        }
        if (!wait.equals("no")) {
            words.addAll(List.of("--timeout", Integer.toString(timeout)));
        }
        if (as != null) {
            words.addAll(List.of("--as", as));
        }
        words.add(jar.getAbsolutePath());
        return words.toArray(String[]::new);
    }
}
