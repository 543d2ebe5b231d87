package dev.reserve.http.engine;

import java.util.Collection;
import java.util.EventListener;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/// The connector as one connection sees it: shut down when this connection drains, whatever the others do. That is how Jetty comes to
/// end the connection after its next response.
final class GuestConnector implements Connector {

    private final FedConnector connector;
    private final Guest guest;

    GuestConnector(FedConnector connector, Guest guest) {
        this.connector = connector;
        this.guest = guest;
    }

    Guest guest() {
        return guest;
    }

    @Override
    public boolean isShutdown() {
        return guest.draining() || connector.isShutdown();
    }

    @Override
    public CompletableFuture<Void> shutdown() {
        return connector.shutdown();
    }

    @Override
    public Server getServer() {
        return connector.getServer();
    }

    @Override
    public Executor getExecutor() {
        return connector.getExecutor();
    }

    @Override
    public Scheduler getScheduler() {
        return connector.getScheduler();
    }

    @Override
    public ByteBufferPool getByteBufferPool() {
        return connector.getByteBufferPool();
    }

    @Override
    public @Nullable ConnectionFactory getConnectionFactory(String nextProtocol) {
        return connector.getConnectionFactory(nextProtocol);
    }

    @Override
    public <T> @Nullable T getConnectionFactory(Class<T> factoryType) {
        return connector.getConnectionFactory(factoryType);
    }

    @Override
    public ConnectionFactory getDefaultConnectionFactory() {
        return connector.getDefaultConnectionFactory();
    }

    @Override
    public Collection<ConnectionFactory> getConnectionFactories() {
        return connector.getConnectionFactories();
    }

    @Override
    public List<String> getProtocols() {
        return connector.getProtocols();
    }

    @Override
    public long getIdleTimeout() {
        return connector.getIdleTimeout();
    }

    @Override
    public @Nullable Object getTransport() {
        return connector.getTransport();
    }

    @Override
    public Collection<EndPoint> getConnectedEndPoints() {
        return connector.getConnectedEndPoints();
    }

    @Override
    public String getName() {
        return connector.getName();
    }

    @Override
    public void start() {
        throw new UnsupportedOperationException("not this one connection's to start");
    }

    @Override
    public void stop() {
        throw new UnsupportedOperationException("not this one connection's to stop");
    }

    @Override
    public boolean isRunning() {
        return connector.isRunning();
    }

    @Override
    public boolean isStarted() {
        return connector.isStarted();
    }

    @Override
    public boolean isStarting() {
        return connector.isStarting();
    }

    @Override
    public boolean isStopping() {
        return connector.isStopping();
    }

    @Override
    public boolean isStopped() {
        return connector.isStopped();
    }

    @Override
    public boolean isFailed() {
        return connector.isFailed();
    }

    @Override
    public boolean addEventListener(EventListener listener) {
        return connector.addEventListener(listener);
    }

    @Override
    public boolean removeEventListener(EventListener listener) {
        return connector.removeEventListener(listener);
    }

    @Override
    public boolean addBean(Object bean) {
        return connector.addBean(bean);
    }

    @Override
    public boolean addBean(Object bean, boolean managed) {
        return connector.addBean(bean, managed);
    }

    @Override
    public Collection<Object> getBeans() {
        return connector.getBeans();
    }

    @Override
    public <T> Collection<T> getBeans(Class<T> type) {
        return connector.getBeans(type);
    }

    @Override
    public <T> @Nullable T getBean(Class<T> type) {
        return connector.getBean(type);
    }

    @Override
    public boolean removeBean(Object bean) {
        return connector.removeBean(bean);
    }

    @Override
    public void manage(Object bean) {
        connector.manage(bean);
    }

    @Override
    public void unmanage(Object bean) {
        connector.unmanage(bean);
    }

    @Override
    public boolean isManaged(Object bean) {
        return connector.isManaged(bean);
    }

    @Override
    public <T> Collection<T> getContainedBeans(Class<T> type) {
        return connector.getContainedBeans(type);
    }
}
