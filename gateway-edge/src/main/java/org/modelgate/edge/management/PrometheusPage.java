package org.modelgate.edge.management;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.OperatingSystemMXBean;
import java.math.BigDecimal;
import org.modelgate.edge.http.EdgeMetrics;

/** The process's figures in Prometheus' text format, version 0.0.4. */
public final class PrometheusPage {
    private PrometheusPage() {}

    /** @param bufferedBodyBytes bytes of request bodies in memory */
    public static String of(EdgeMetrics metrics, long bufferedBodyBytes) {
        StringBuilder page = new StringBuilder(4_096);
        type(page, "gateway_http_responses_total", "counter");
        metrics.eachStatus((status, count) -> page.append("gateway_http_responses_total{status=\"")
                .append(status)
                .append("\"} ")
                .append(count)
                .append('\n'));
        metrics.eachFigure((name, type, value) -> figure(page, name, type, value));
        figure(page, "gateway_buffered_body_bytes", "gauge", bufferedBodyBytes);
        jvm(page);
        return page.toString();
    }

    private static void jvm(StringBuilder page) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        figure(page, "jvm_heap_used_bytes", "gauge", memory.getHeapMemoryUsage().getUsed());
        figure(
                page,
                "jvm_heap_committed_bytes",
                "gauge",
                memory.getHeapMemoryUsage().getCommitted());
        figure(
                page,
                "jvm_nonheap_used_bytes",
                "gauge",
                memory.getNonHeapMemoryUsage().getUsed());
        figure(page, "jvm_threads", "gauge", ManagementFactory.getThreadMXBean().getThreadCount());
        long collections = 0;
        long collectionMillis = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            collections += Math.max(0, collector.getCollectionCount());
            collectionMillis += Math.max(0, collector.getCollectionTime());
        }
        figure(page, "jvm_gc_collections_total", "counter", collections);
        seconds(page, "jvm_gc_seconds_total", "counter", collectionMillis, 3);
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        if (system instanceof com.sun.management.OperatingSystemMXBean process) {
            seconds(page, "process_cpu_seconds_total", "counter", process.getProcessCpuTime(), 9);
        }
        if (system instanceof UnixOperatingSystemMXBean unix) {
            figure(page, "process_open_fds", "gauge", unix.getOpenFileDescriptorCount());
        }
        seconds(
                page,
                "process_uptime_seconds",
                "gauge",
                ManagementFactory.getRuntimeMXBean().getUptime(),
                3);
    }

    private static void figure(StringBuilder page, String name, String type, long value) {
        type(page, name, type);
        page.append(name).append(' ').append(value).append('\n');
    }

    /** Seconds, from a time in parts of {@code 10^digits} of one. */
    private static void seconds(StringBuilder page, String name, String type, long parts, int digits) {
        type(page, name, type);
        page.append(name)
                .append(' ')
                .append(BigDecimal.valueOf(parts, digits).toPlainString())
                .append('\n');
    }

    private static void type(StringBuilder page, String name, String type) {
        page.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }
}
