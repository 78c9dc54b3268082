/**
 * The benchmark: idp beside what others do and beside what the server alone costs. {@link
 * io.meshcloud.idp.benchmark.Benchmark} is the command; it measures the public API in processes of its own and
 * writes {@code docs/benchmarks.md}. No test asserts a time.
 */
@NullMarked
package io.meshcloud.idp.benchmark;

import org.jspecify.annotations.NullMarked;
