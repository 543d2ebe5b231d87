package dev.reserve.core.scheduling;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

@Timeout(60)
@Isolated
class BackgroundTest {

    private static final int COMPILER = -1;
    private static final int ANOTHER = -2;
    private static final Duration PAUSE = Duration.ofHours(1);

    private static final Background.Moment FOREVER = new CountDownLatch(1)::await;

    private final Kernel kernel = new Kernel();

    @Test
    void whoBeginsAndTheCompilersAndTheThreadsOfTheWorkComeBack() throws Exception {
        CountDownLatch moment = new CountDownLatch(1);
        Background background = new Background(() -> kernel, moment::await, PAUSE);
        background.enter();
        CountDownLatch end = new CountDownLatch(1);
        Thread work = work(background, end);
        Set<Integer> all = Set.of(number(Thread.currentThread()), number(work), COMPILER);
        await().until(() -> kernel.idle().equals(all));
        moment.countDown();
        await().until(() -> kernel.idle().isEmpty());
        assertEquals(all.size() + 1, kernel.wereIdle.size(), "beside them only the one that tried it out");
        end.countDown();
        work.join();
    }

    @Test
    void aThreadThatDoesNotGetTheProcessorKeepsNobodyThere() throws Exception {
        CountDownLatch moment = new CountDownLatch(1);
        Background background = new Background(() -> kernel, moment::await, PAUSE);
        background.enter();
        await().until(() -> kernel.idle().contains(COMPILER));
        CountDownLatch processor = new CountDownLatch(1);
        kernel.waitsFor = processor;
        Thread work = work(background, new CountDownLatch(0));
        await().until(() -> kernel.idle().contains(number(work)));
        moment.countDown();
        await().until(() -> kernel.idle().isEmpty());
        processor.countDown();
        work.join();
        assertEquals(Set.of(), kernel.idle());
    }

    @Test
    void codeOfAppsStaysOutside() throws Exception {
        Background background = new Background(() -> kernel, FOREVER, PAUSE);
        background.enter();
        background.run(Policy.NORMAL, () -> assertEquals(Policy.NORMAL, kernel.policies.get(kernel.current())));
    }

    @Test
    void anotherMomentComesOnlyAfterAPause() {
        Background background = new Background(() -> kernel, () -> {}, PAUSE);
        background.enter();
        await().until(() -> kernel.wereIdle.contains(COMPILER) && kernel.idle().isEmpty());
        kernel.wereIdle.clear();
        background.enter();
        background.run(Policy.IDLE, () -> assertEquals(Set.of(), kernel.idle()));
        assertEquals(Set.of(), kernel.wereIdle);
    }

    @Test
    void theCompilersOfTheMomentBeforeGoAtOnce() {
        Background background = new Background(() -> kernel, () -> {}, Duration.ZERO);
        background.enter();
        await().until(() -> kernel.wereIdle.contains(COMPILER) && kernel.idle().isEmpty());
        kernel.wereIdle.clear();
        kernel.compilers = List.of(); // so that who looks for them finds none
        await().until(() -> {
            background.enter(); // as soon as the moment before is over
            return kernel.wereIdle.contains(COMPILER);
        });
    }

    @Test
    void whatWasStartedOnTheWayBackComesBackToo() {
        Background background = new Background(() -> kernel, () -> {}, PAUSE);
        kernel.startsAnother = true;
        background.enter();
        await().until(() -> kernel.wereIdle.contains(ANOTHER) && kernel.idle().isEmpty());
    }

    @Test
    void whoMayNotComeBackDoesNotGo() {
        kernel.mayComeBack = false;
        staysWhereItIs();
    }

    @Test
    void whoIsTreatedInAWayOfItsOwnStaysSo() {
        kernel.isDefault = false;
        staysWhereItIs();
    }

    private void staysWhereItIs() {
        Background background = new Background(() -> kernel, FOREVER, PAUSE);
        background.enter();
        background.run(Policy.IDLE, () -> assertEquals(Policy.NORMAL, kernel.policies.getOrDefault(kernel.current(), Policy.NORMAL)));
        assertEquals(false, kernel.wereIdle.contains(COMPILER));
    }

    @Test
    void withoutSuchASchedulerTheWorkIsDoneAllTheSame() {
        Background background = new Background(() -> null, FOREVER, PAUSE);
        background.enter();
        CountDownLatch done = new CountDownLatch(1);
        background.run(Policy.IDLE, done::countDown);
        assertEquals(0, done.getCount());
    }

    private static Thread work(Background background, CountDownLatch end) {
        return Thread.ofPlatform().start(() -> background.run(Policy.IDLE, () -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
    }

    private static int number(Thread thread) {
        return Math.toIntExact(thread.threadId());
    }

    private static final class Kernel implements Scheduler {

        private final Map<Integer, Policy> policies = new ConcurrentHashMap<>();
        private final Set<Integer> wereIdle = ConcurrentHashMap.newKeySet();
        private volatile List<Integer> compilers = List.of(COMPILER);
        private boolean mayComeBack = true;
        private boolean isDefault = true;
        private volatile boolean startsAnother;
        /// What a thread waits for once it is in the background; null for nothing.
        private volatile @Nullable CountDownLatch waitsFor;

        Set<Integer> idle() {
            return policies.entrySet().stream().filter(each -> each.getValue() == Policy.IDLE).map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
        }

        @Override
        public boolean isDefault() {
            return isDefault;
        }

        @Override
        public int current() {
            return number(Thread.currentThread());
        }

        @Override
        public boolean treat(int thread, Policy policy) {
            if (policy == Policy.NORMAL && !mayComeBack) {
                return false;
            }
            policies.put(thread, policy);
            if (policy == Policy.IDLE) {
                wereIdle.add(thread);
                starve(thread);
            }
            return true;
        }

        private void starve(int thread) {
            CountDownLatch processor = waitsFor;
            if (processor != null && thread == current()) {
                try {
                    processor.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        @Override
        public Optional<Policy> policy(int thread) {
            return Optional.ofNullable(policies.get(thread));
        }

        @Override
        public List<Integer> threads() {
            List<Integer> now = List.copyOf(policies.keySet());
            if (startsAnother) { // while this list is gone through
                startsAnother = false;
                treat(ANOTHER, Policy.IDLE);
            }
            return now;
        }

        @Override
        public List<Integer> compilers() {
            return compilers;
        }

        @Override
        public boolean isCompiler(int thread) {
            return thread == COMPILER;
        }
    }
}
