import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The table as Markdown, a line per row as soon as it is measured. */
final class Table {
    private final List<String> servers;

    Table(List<String> servers) {
        this.servers = servers;
    }

    void head() {
        StringBuilder names = new StringBuilder("| |");
        StringBuilder rule = new StringBuilder("|---|");
        for (String server : servers) {
            names.append(' ').append(server).append(" (min-max) |");
            rule.append("--:|");
        }
        if (servers.size() == 2) {
            names.append(" ratio |");
            rule.append("--:|");
        }
        for (String server : servers) {
            names.append(" CPU ").append(server).append(" |");
            rule.append("--:|");
        }
        System.out.println(names);
        System.out.println(rule);
    }

    void row(Row row, List<List<Row.Sample>> samples) {
        StringBuilder line = new StringBuilder("| ").append(row.title()).append(" |");
        for (List<Row.Sample> server : samples) {
            double[] rates =
                    sorted(server.stream().mapToDouble(Row.Sample::rate).toArray());
            line.append(" %s %s (%s-%s) |"
                    .formatted(number(median(rates)), row.unit(), number(rates[0]), number(rates[rates.length - 1])));
        }
        if (samples.size() == 2) {
            line.append(String.format(Locale.ROOT, " **%.2f** |", rate(samples.get(0)) / rate(samples.get(1))));
        }
        for (List<Row.Sample> server : samples) {
            double cpu =
                    median(sorted(server.stream().mapToDouble(Row.Sample::cpu).toArray()));
            line.append(String.format(Locale.ROOT, " %.2f s/%s |", cpu, row.cpuUnit()));
        }
        System.out.println(line);
    }

    private static double rate(List<Row.Sample> samples) {
        return median(sorted(samples.stream().mapToDouble(Row.Sample::rate).toArray()));
    }

    private static double[] sorted(double[] values) {
        Arrays.sort(values);
        return values;
    }

    private static double median(double[] sorted) {
        int n = sorted.length;
        return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }

    private static String number(double value) {
        return value < 100 ? String.format(Locale.ROOT, "%.1f", value) : String.format(Locale.ROOT, "%.0f", value);
    }
}
