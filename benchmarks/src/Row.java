import java.io.IOException;

/**
 * One row of the table: something that can be measured on any server, round after round.
 *
 * @param name how {@code --only} selects it
 * @param title what the table calls it
 * @param unit what is counted, such as MiB/s
 * @param cpuUnit what the server's seconds of processor time are counted for, such as GiB
 * @param perCpuUnit how many of the counted things make one {@code cpuUnit}
 * @param warmUps how many rounds go before those that count
 * @param work what is done
 */
record Row(String name, String title, String unit, String cpuUnit, double perCpuUnit, int warmUps, Work work) {

    /** What one round of a row does. */
    interface Work {
        /** Does it once, and says how much was done. Whatever it must prepare lies outside the clock. */
        void run(Server server, Clock clock) throws IOException, InterruptedException;
    }

    /** One round's result: things per second, and the server's seconds of processor time per {@code cpuUnit}. */
    record Sample(double rate, double cpu) {}

    Sample measure(Server server) throws IOException, InterruptedException {
        Clock clock = new Clock(server);
        work.run(server, clock);
        return new Sample(clock.done / clock.seconds, clock.cpu / clock.done * perCpuUnit);
    }

    /** Times the part of a round that counts. */
    static final class Clock {
        private final Server server;
        private double done;
        private double seconds;
        private double cpu;

        Clock(Server server) {
            this.server = server;
        }

        /** Work under the clock, which answers how many things it did. */
        interface Timed {
            double run() throws IOException, InterruptedException;
        }

        void time(Timed timed) throws IOException, InterruptedException {
            double cpuBefore = server.cpuSeconds();
            long start = System.nanoTime();
            done = timed.run();
            seconds = (System.nanoTime() - start) / 1e9;
            cpu = server.cpuSeconds() - cpuBefore;
        }
    }
}
