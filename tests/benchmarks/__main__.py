"""Run every benchmark."""

from tests.benchmarks import bench_build, bench_ledger, bench_letters, bench_load, bench_pdf, bench_start

bench_start.main()
bench_load.main()
bench_letters.main()
bench_ledger.main()
bench_build.main()
bench_pdf.main()
