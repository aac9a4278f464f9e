namespace AgentSafetyKit.FileTree;

/// <summary>A folder with a watch on it: where it was in the tree when we last looked.</summary>
internal sealed class WatchedFolder(int watch, byte[] name)
{
    public int Watch { get; } = watch;

    /// <summary>Ends in NUL; empty for the root.</summary>
    public byte[] Name { get; private set; } = name;

    public WatchedFolder? Parent { get; private set; }

    public WatchedFolder? FirstChild { get; private set; }

    public WatchedFolder? NextSibling { get; private set; }

    private WatchedFolder? PreviousSibling { get; set; }

    public int Depth
    {
        get
        {
            int depth = 0;
            for (WatchedFolder? above = Parent; above is not null; above = above.Parent)
                depth++;
            return depth;
        }
    }

    /// <summary>From the root down, without it.</summary>
    public Stack<WatchedFolder> Way()
    {
        var way = new Stack<WatchedFolder>();
        for (WatchedFolder folder = this; folder.Parent is not null; folder = folder.Parent)
            way.Push(folder);
        return way;
    }

    public TreePath Path
    {
        get
        {
            TreePath path = TreePath.Root;
            foreach (WatchedFolder folder in Way())
                path = path.Append(folder.Name.AsSpan()[..^1]);
            return path;
        }
    }

    public bool IsAtOrBeneath(WatchedFolder other)
    {
        for (WatchedFolder? folder = this; folder is not null; folder = folder.Parent)
        {
            if (folder == other)
                return true;
        }

        return false;
    }

    /// <summary>Takes a place in the tree, after <see cref="Leave"/> where it had another.</summary>
    public void Enter(WatchedFolder parent, byte[] name)
    {
        (Parent, Name) = (parent, name);
        (PreviousSibling, NextSibling) = (null, parent.FirstChild);
        if (NextSibling is not null)
            NextSibling.PreviousSibling = this;
        parent.FirstChild = this;
    }

    public void Leave()
    {
        if (PreviousSibling is not null)
            PreviousSibling.NextSibling = NextSibling;
        else if (Parent is not null)
            Parent.FirstChild = NextSibling;
        if (NextSibling is not null)
            NextSibling.PreviousSibling = PreviousSibling;
        (Parent, PreviousSibling, NextSibling) = (null, null, null);
    }
}
