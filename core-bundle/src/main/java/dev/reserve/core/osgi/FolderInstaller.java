package dev.reserve.core.osgi;

import dev.reserve.core.deploy.Deployer;
import java.io.File;
import org.apache.felix.fileinstall.ArtifactInstaller;

/// Tells the deployer what FileInstall finds in the deploy folder. Only tells: FileInstall has one thread for all files, and does not
/// come back to a file that failed.
final class FolderInstaller implements ArtifactInstaller {

    private final Deployer deployer;

    FolderInstaller(Deployer deployer) {
        this.deployer = deployer;
    }

    /// All but configuration, which FileInstall takes to Configuration Admin.
    @Override
    public boolean canHandle(File artifact) {
        return !artifact.getName().endsWith(".cfg") && !artifact.getName().endsWith(".config");
    }

    @Override
    public void install(File artifact) {
        deployer.changed(artifact.toPath());
    }

    @Override
    public void update(File artifact) {
        deployer.changed(artifact.toPath());
    }

    @Override
    public void uninstall(File artifact) {
        deployer.removed(artifact.toPath());
    }
}
