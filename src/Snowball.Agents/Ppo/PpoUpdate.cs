using Snowball.Agents.Training;
using Snowball.Learning.Torch;
using Snowball.Sim.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Ppo;

/// <summary>
/// What an update does with a rollout: some epochs of minibatches. Each minibatch is shared by the workers, whose gradients are added in a fixed order.
/// </summary>
internal sealed class PpoUpdate(
    ActorCritic network, TrainedParameters trained, FlatAdam optimiser, ActionDistribution distribution, Rollout rollout, PpoOptions options, ulong seed, Device device)
{
    private readonly ParallelOptions _parallel = new() { MaxDegreeOfParallelism = options.Workers };
    private readonly PpoLoss[] _losses = [.. Enumerable.Range(0, options.Workers).Select(_ => new PpoLoss(rollout, distribution, options))];
    private readonly IBackpropagation[] _workers = [.. Enumerable.Range(0, options.Workers).Select(_ => Worker(network, trained, optimiser, rollout, device))];
    private readonly Tensor[] _gradients = new Tensor[options.Workers];

    /// <summary>Learns from the rollout until its epochs are over, or the policy has moved far enough.</summary>
    /// <param name="number">Of the update, from 0.</param>
    /// <param name="learningRate">Step size at this time.</param>
    /// <param name="entropyCoefficient">Weight of the entropy at this time.</param>
    /// <exception cref="ArithmeticException">A gradient is not finite.</exception>
    public IReadOnlyList<Statistic> Run(long number, double learningRate, double entropyCoefficient)
    {
        using var scope = NewDisposeScope();
        var tensors = rollout.Tensors.To(device);
        int sequences = rollout.Shape.Sequences, length = rollout.Shape.SequenceLength;
        int minibatches = Math.Clamp(rollout.Shape.Count / options.MinibatchSize, 1, sequences), optimiserSteps = 0;
        var sums = new double[5];
        double rows = 0, lastKl = 0;
        bool hasMoved = false;
        for (int epoch = 0; epoch < options.Epochs && !hasMoved; epoch++)
        {
            Shuffle(number * options.Epochs + epoch);
            for (int i = 0; i < minibatches && !hasMoved; i++)
            {
                int first = (int)((long)sequences * i / minibatches), end = (int)((long)sequences * (i + 1) / minibatches);
                var (shift, scale) = AdvantageNorm(first, end);
                var minibatch = new Minibatch((end - first) * length, shift, scale, entropyCoefficient);
                using var gradient = Gradient(tensors, first, end - first, minibatch);
                for (int k = 0; k < sums.Length; k++) sums[k] += _losses[0].Sums[k];
                rows += minibatch.Rows;
                lastKl = _losses[0].Sums[3] / minibatch.Rows;
                hasMoved = options.TargetKl > 0 && lastKl > 1.5 * options.TargetKl;
                if (hasMoved) break;

                Step(gradient, number, learningRate);
                optimiserSteps++;
            }
        }
        return
        [
            new("policy_loss", sums[0] / rows), new("value_loss", sums[1] / rows), new("entropy", sums[2] / rows),
            new("kl", lastKl), new("clip_fraction", sums[4] / rows),
            new("learning_rate", learningRate), new("optimiser_steps", optimiserSteps),
        ];
    }

    private static IBackpropagation Worker(ActorCritic network, TrainedParameters trained, FlatAdam optimiser, Rollout rollout, Device device) =>
        MlpBackpropagation.Fits(network, trained, device) ? new MlpBackpropagation(network, optimiser, rollout) : new TorchBackpropagation(network, trained, device);

    /// <summary>The minibatch's gradient; the first worker's loss then holds the sums of all.</summary>
    private Tensor Gradient(RolloutTensors tensors, int first, int count, Minibatch minibatch)
    {
        int workers = _workers.Length;
        Parallel.For(0, workers, _parallel, worker =>
        {
            int from = (int)((long)count * worker / workers), to = (int)((long)count * (worker + 1) / workers);
            _gradients[worker] = _workers[worker].Run(tensors, first + from, to - from, minibatch, _losses[worker]);
        });

        using var noGradient = no_grad();
        for (int worker = 1; worker < workers; worker++)
        {
            _gradients[0].add_(_gradients[worker]);
            _gradients[worker].Dispose();
            for (int i = 0; i < _losses[0].Sums.Length; i++) _losses[0].Sums[i] += _losses[worker].Sums[i];
        }
        return _gradients[0];
    }

    private void Step(Tensor gradient, long number, double learningRate)
    {
        try
        {
            optimiser.Step(gradient, learningRate, options.MaxGradientNorm);
            trained.Apply();
        }
        catch (ArithmeticException e)
        {
            throw new ArithmeticException(
                $"The gradient of update {number + 1} is not finite: lower the learning rate, or look for observations and rewards that are not finite.", e);
        }
    }

    /// <summary>What brings the advantages of a minibatch to zero mean and unit variance, where that is asked for.</summary>
    private (float Shift, float Scale) AdvantageNorm(int first, int end)
    {
        if (options.AdvantageNormalisation != AdvantageNormalisation.Minibatch) return (0, 1);
        float[] advantages = rollout.Critics[0].Advantages;
        double sum = 0, squares = 0;
        for (int i = first; i < end; i++)
        {
            for (int step = 0; step < rollout.Shape.SequenceLength; step++)
            {
                float advantage = advantages[rollout.Shape.Row((int)rollout.Order[i], step)];
                sum += advantage;
                squares += (double)advantage * advantage;
            }
        }
        int count = (end - first) * rollout.Shape.SequenceLength;
        double mean = sum / count;
        return ((float)mean, (float)(1 / (Math.Sqrt(Math.Max(0, squares / count - mean * mean)) + 1e-8)));
    }

    /// <summary>A fresh permutation for each epoch (Fisher and Yates), drawn from the run's seed.</summary>
    private void Shuffle(long epoch)
    {
        long[] order = rollout.Order;
        for (int i = 0; i < order.Length; i++) order[i] = i;
        // Agents' draws use the slots from 0 on, so the last slot is free for this.
        var noise = new RandomStream(seed, RandomPurpose.PolicyNoise, -1, (uint)epoch);
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = noise.NextIndex(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
    }
}
