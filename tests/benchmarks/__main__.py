"""Run every benchmark."""

from tests.benchmarks import bench_load, bench_start

bench_start.main()
bench_load.main()
