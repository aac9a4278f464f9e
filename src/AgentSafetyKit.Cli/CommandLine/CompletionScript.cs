namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>The scripts that make a shell ask <see cref="Suggestions"/>. File names are left to the shell when there is no candidate.</summary>
internal static class CompletionScript
{
    private const string Bash = """
        # bash completion for agsekit
        _agsekit() {
            local candidate line=${COMP_LINE:0:COMP_POINT} program=${COMP_WORDS[0]}
            # What bash replaces begins behind the last '=' or ':' of the word; candidates are whole words.
            local word=${line##*[[:space:]]}
            local replaced=$word
            [[ $COMP_WORDBREAKS != *=* ]] || replaced=${replaced##*=}
            [[ $COMP_WORDBREAKS != *:* ]] || replaced=${replaced##*:}
            local kept=${word%"$replaced"}
            COMPREPLY=()
            # snapd runs this within the snap, where the command has no name.
            [[ ${SNAP_NAME-} != agent-safety-kit ]] || program=$SNAP/bin/agsekit
            # Not compgen -W: it would expand what looks like a command in a name.
            while IFS= read -r candidate; do
                [[ $candidate != "$word"* || $candidate == "$kept" ]] || COMPREPLY+=("${candidate#"$kept"}")
            done < <("$program" "[suggest:${#line}]" "$line" 2>/dev/null)
            # A path follows at once.
            [[ ${COMPREPLY[0]-} != *: ]] || compopt -o nospace 2>/dev/null
        }
        complete -o default -o nosort -F _agsekit agsekit agent-safety-kit 2>/dev/null || complete -o default -F _agsekit agsekit agent-safety-kit

        """;

    private const string Zsh = """
        #compdef agsekit agent-safety-kit
        _agsekit() {
            # Of this command only, and up to the cursor: the line may hold others.
            local line="${(j: :)words[1,CURRENT-1]} ${PREFIX}"
            local -a candidates
            candidates=("${(@f)$("${words[1]}" "[suggest:${#line}]" "${line}" 2>/dev/null)}")
            candidates=(${candidates:#})
            if (( ${#candidates} )); then compadd -V agsekit -a candidates; else _files; fi
        }
        if [ "${funcstack[1]}" = "_agsekit" ]; then _agsekit "$@"; else compdef _agsekit agsekit agent-safety-kit; fi

        """;

    private const string Fish = """
        # fish completion for agsekit
        function __agsekit_complete
            set -l line (commandline -cp)
            set -l words (commandline -opc)
            set -l program agsekit
            # As it is named on the line, which need not be in PATH by its other name.
            string match -rq -- '^[^~$]*(agsekit|agent-safety-kit)$' "$words[1]"; and set program $words[1]
            $program "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c agsekit -k -a '(__agsekit_complete)'
        complete -c agent-safety-kit -k -a '(__agsekit_complete)'

        """;

    public static string For(string shell) => shell switch
    {
        "zsh" => Zsh,
        "fish" => Fish,
        _ => Bash,
    };
}
