namespace AgentSafetyKit;

/// <summary>
/// <c>Select</c> as the language needs it, found before the class library's because it stands in the namespace that encloses all of ours. The library's is a generic virtual method of each of its iterators: compiled
/// ahead of time, every pair of value types that is ever mapped is made for all of them, which was a fifth of all machine code. (From .NET 10 on the library has a small one of its own for this case.)
/// </summary>
public static class PlainSelect
{
    /// <inheritdoc cref="Enumerable.Select{TSource, TResult}(IEnumerable{TSource}, Func{TSource, TResult})"/>
    public static IEnumerable<TResult> Select<T, TResult>(this IEnumerable<T> source, Func<T, TResult> selector)
    {
        foreach (T item in source)
            yield return selector(item);
    }

    /// <inheritdoc cref="Enumerable.Select{TSource, TResult}(IEnumerable{TSource}, Func{TSource, int, TResult})"/>
    public static IEnumerable<TResult> Select<T, TResult>(this IEnumerable<T> source, Func<T, int, TResult> selector)
    {
        int index = 0;
        foreach (T item in source)
            yield return selector(item, index++);
    }
}
