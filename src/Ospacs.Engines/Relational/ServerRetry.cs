using System.Diagnostics;
using Polly;
using Polly.Retry;

namespace Ospacs.Engines.Relational;

/// <summary>
/// Does work again that a server gave up or a broken connection ended, after waits that grow and differ by chance, so that many programs do not all come back at
/// once to a server that has just been started. The last failure is the one that is told when patience is at its end.
/// </summary>
internal sealed class ServerRetry
{
    private static readonly ResiliencePropertyKey<long?> FirstFailure = new("Ospacs.FirstFailure");

    private readonly ResiliencePipeline _pipeline;

    private ServerRetry(Func<Exception?, bool> handles, TimeSpan patience, int repetitions) => _pipeline = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = args => ValueTask.FromResult(handles(args.Outcome.Exception) && SinceFirstFailure(args.Context) < patience),
            MaxRetryAttempts = repetitions,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(50),
            MaxDelay = TimeSpan.FromSeconds(3),
        })
        .Build();

    /// <summary>For looking, and for beginning: until the server is there again, or it has taken too long.</summary>
    /// <param name="patience">How long, counted from the first failure.</param>
    public static ServerRetry OfLooks(TimeSpan patience) => new(ServerFailure.IsTransient, patience, int.MaxValue);

    /// <summary>For whole batches: a few times, however long each takes. That the server is away meanwhile is for its beginning to wait out.</summary>
    /// <param name="repetitions">How often a batch is done again.</param>
    public static ServerRetry OfBatches(int repetitions) => new(failure => failure is Archive.Store.ArchiveException { Kind: Archive.Store.ArchiveFailure.Interrupted }, TimeSpan.MaxValue, repetitions);

    /// <summary>Does the work.</summary>
    /// <param name="work">The work: it must come to the same when it is done twice.</param>
    /// <param name="cancellation">Ends the waits.</param>
    /// <exception cref="Archive.Store.ArchiveException">It failed for good.</exception>
    public T Run<T>(Func<T> work, CancellationToken cancellation = default)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellation);
        try
        {
            return _pipeline.Execute(static (_, work) => work(), context, work);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static TimeSpan SinceFirstFailure(ResilienceContext context)
    {
        if (context.Properties.GetValue(FirstFailure, null) is { } first)
        {
            return Stopwatch.GetElapsedTime(first);
        }

        context.Properties.Set(FirstFailure, Stopwatch.GetTimestamp());
        return TimeSpan.Zero;
    }
}
