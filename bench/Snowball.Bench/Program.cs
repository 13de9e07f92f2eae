using BenchmarkDotNet.Running;
using Snowball.Bench;

BenchmarkSwitcher.FromAssembly(typeof(WorkloadBenchmark).Assembly).Run(args);
