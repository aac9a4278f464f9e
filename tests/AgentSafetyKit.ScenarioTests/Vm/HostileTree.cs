namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>A folder with everything a file system allows and programs forget about, among two thousand ordinary files.</summary>
internal static class HostileTree
{
    /// <summary>For <c>python3 -c</c> in the folder.</summary>
    public const string Script = """
        import os, stat

        def put(name, content=b"", mode=0o644, time=None):
            with open(name, "wb") as f:
                f.write(content)
            os.chmod(name, mode)
            if time is not None:
                os.utime(name, ns=(time, time))

        second = 1000000000
        for d in range(40):
            os.makedirs(f"plain/d{d:02}")
            for f in range(49):
                put(f"plain/d{d:02}/f{f:02}.txt", f"file {f} of folder {d}\n".encode() * (f + 1), 0o644 if f % 5 else 0o755, (1000000000 + 86400 * d + f) * second + 123456789)

        os.makedirs("names")
        names = [b"\xff\xfe raw bytes", b"line\nfeed", b"escape\x1b[31mred", b"n" * 255, b"-rf", b"--", b" blank ", b"quote'\"$(id)`id`", b"back\\slash", b"bell\x07tab\t", b"*?[x]", "кириллица".encode(), "e\u0301".encode(), "\u202egnp.exe".encode()]
        for name in names:
            put(b"names/" + name, name)
        os.makedirs(b"names/dir\xff\n\x1b[2J")
        put(b"names/dir\xff\n\x1b[2J/inside", b"x")

        deep = "deep"
        for level in range(25):
            deep += "/" + "level-%02d-" % level + "x" * 90
        os.makedirs(deep)
        put(deep + "/bottom", b"here\n")

        for empty in ("empty", "empties/a/b/c", "empties/d"):
            os.makedirs(empty)
        put("zero", b"")

        os.makedirs("links")
        put("links/target", b"target\n")
        os.symlink("target", "links/good")
        os.symlink("nowhere", "links/dangling")
        os.symlink("../plain", "links/folder")
        os.symlink("loop", "links/loop")
        os.symlink("/etc/hostname", "links/outside")
        os.symlink(b"\xff\n", b"links/odd")
        os.link("links/target", "links/hard1")
        os.link("links/target", "hard2")
        os.utime("links/good", ns=(86400 * second, 86400 * second), follow_symlinks=False)

        with open("sparse", "wb") as f:
            f.seek(64 << 20)
            f.write(b"end")
        put("xattrs", b"x")
        os.setxattr("xattrs", "user.note", b"kept \x00\xff")
        os.setxattr("empty", "user.folder", b"too")

        os.makedirs("modes")
        for mode in (0o000, 0o001, 0o020, 0o111, 0o200, 0o222, 0o400, 0o444, 0o555, 0o600, 0o640, 0o700, 0o751, 0o777):
            put("modes/m%03o" % mode, b"mode\n", mode)
        os.makedirs("modes/readonly/inner")
        put("modes/readonly/inner/file", b"ro\n", 0o444)
        os.chmod("modes/readonly/inner", 0o555)
        os.chmod("modes/readonly", 0o555)
        os.makedirs("modes/sticky")
        os.chmod("modes/sticky", 0o1777)

        put("old", b"old\n", 0o644, 1)
        put("future", b"future\n", 0o644, 4000000000 * second)
        put("README.md", b"# A project\n", 0o644, 1200000000 * second)
        for d in ("names", "empty", "links", "plain/d03", "modes"):
            os.utime(d, ns=(1100000000 * second + 7, 1100000000 * second + 7))
        """;
}
