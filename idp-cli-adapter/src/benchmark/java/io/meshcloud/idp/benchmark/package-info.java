/**
 * The benchmark compares idp with other updaters and with the cost of the Git server alone. {@link
 * io.meshcloud.idp.benchmark.Benchmark} is the command; it measures the public API in separate processes and writes
 * {@code docs/benchmarks.md}. No test asserts a time.
 */
@NullMarked
package io.meshcloud.idp.benchmark;

import org.jspecify.annotations.NullMarked;
