# shellcheck shell=sh disable=SC2015,SC2034,SC2154
# The agent 'text-analysis', which comes with agsekit: a program of Python's standard library. Nothing is fetched.
python3 -c 'import sys; sys.exit(sys.version_info < (3, 9))' || fail python 3.9
[ -z "$wanted" ] || [ "$wanted" = 1.0 ] || fail version "$bundle"
chosen 1.0
step install "$program $version"
mkdir -p "$new/bin" && cat > "$new/bin/$program" << 'PROGRAM' && chmod 755 "$new/bin/$program" || fail disk
#!/usr/bin/env python3
"""Sentiment and keywords of English and Russian texts. Says the same of the same text always, and needs no network.

text-analysis [--json] [--keywords N] [FILE...]
Without a file: standard input, or on a terminal the texts (*.txt, *.md, *.rst) of the folder and below it.
"""
import argparse, json, math, os, re, sys

VERSION = "1.0"
LARGEST = 8 << 20
GOOD = """good great excellent amazing wonderful love loved loves like liked best better nice happy glad perfect awesome fantastic
brilliant superb pleasant enjoy enjoyed helpful useful reliable fast easy clean elegant impressive success successful win winner
recommend beautiful friendly smooth stable correct works thanks thank improved improvement improve safe secure delight delightful""".split()
BAD = """bad terrible awful horrible hate hated worst worse poor sad angry broken fail fails failed failure error errors bug bugs crash
crashes crashed slow ugly useless wrong problem problems annoying disappoint disappointed disappointing difficult unstable unsafe
insecure lose lost losing pain painful dirty confusing unclear waste missing never dangerous damage damaged corrupt weak boring""".split()
NOT = set("not no never without cannot can't don't doesn't didn't isn't wasn't won't не ни без нет никогда".split())
VERY = set("very really extremely so too totally absolutely очень крайне весьма совсем слишком абсолютно".split())
# Russian words by their stems: endings change.
GOOD_RU = """хорош отличн прекрасн замечательн великолепн люб нрав лучш красив удобн полезн быстр легк прост надёжн надежн приятн рад
счаст успе побед удач идеальн восхит рекоменд спасибо благодар чудесн качествен безопасн стабильн улучш превосходн помог""".split()
BAD_RU = """плох ужасн отвратительн ненавид худш медленн сложн неудобн бесполезн ошиб сбо слом лома груст печал зл проблем провал
неудач боль болит опасн вред скучн хуже слаб потер пропал раздраж разочаров неверн неправильн глюч падает завис кошмар""".split()
STOP = set("""the a an and or but if then else of to in on at by for with from as is are was were be been being it its this that these
those i you he she we they my your his her our their me him them us do does did done have has had will would can could should may
might must shall about into over under again more most some any all each other such only own same than very just also there here what
which who whom when where why how not no nor so too up down out off while because until after before between during through one two
и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее её мне было вот от меня еще ещё нет о из ему
теперь когда даже ну вдруг ли если уже или ни быть был него до вас нибудь опять уж вам ведь там потом себя ничего ей может они тут где
есть надо ней для мы тебя их чем была сам чтоб без будто чего раз тоже себе под будет ж тогда кто этот того потому этого какой совсем
ним здесь этом один почти мой тем чтобы нее неё сейчас были куда зачем всех никогда можно при об это эта эти этой которые который
которая которое также очень свой своей своих более между через перед""".split())
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
END = re.compile(r"[.!?;:…\n]+")
ENDINGS = sorted("""иями ями ами ого его ому ему ыми ими ая яя ое ее ые ие ой ей ий ый ую юю ом ем ам ям ах ях ов ев а я о е ы и у ю ь""".split(), key=len, reverse=True)


def is_russian(word):
    return "а" <= word[0] <= "я" or word[0] == "ё"


def stem(word):
    if is_russian(word):
        for ending in ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= 4:
                return word[: -len(ending)]
        return word
    for ending, put in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if word.endswith(ending) and not word.endswith(("ss", "us", "is")) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + put
    return word


def weight(word):
    if is_russian(word):
        # "не" grown together with the word turns it round.
        if word.startswith("не") and any(word[2:].startswith(s) for s in GOOD_RU):
            return -1
        good = max((len(s) for s in GOOD_RU if word.startswith(s)), default=0)
        bad = max((len(s) for s in BAD_RU if word.startswith(s)), default=0)
        return (good > bad) - (bad > good)
    return (word in GOOD) - (word in BAD)


def analyse(text, most):
    sentences = [[w.replace("’", "'") for w in WORD.findall(part)] for part in END.split(text.casefold())]
    words = [word for sentence in sentences for word in sentence]
    plus = minus = 0.0
    for before, word in ((sentence[max(0, at - 3) : at], word) for sentence in sentences for at, word in enumerate(sentence)):
        value = weight(word)
        if not value:
            continue
        strength = 1.5 if VERY & set(before) else 1.0
        if NOT & set(before):
            value = -value
        if value > 0:
            plus += strength
        else:
            minus += strength
    score = (plus - minus) / (plus + minus + 1)
    russian = sum(map(is_russian, words))
    counts, shown = {}, {}
    for word in words:
        if len(word) < 3 or word in STOP:
            continue
        key = stem(word)
        counts[key] = counts.get(key, 0) + 1
        forms = shown.setdefault(key, {})
        forms[word] = forms.get(word, 0) + 1
    ranked = sorted(counts, key=lambda key: (-counts[key] * math.log2(1 + len(key)), key))[:most]
    return {
        "words": len(words),
        "language": "none" if not words else "ru" if russian * 2 > len(words) else "en",
        "sentiment": "positive" if score > 0.1 else "negative" if score < -0.1 else "neutral",
        "score": round(score, 3),
        "keywords": [{"word": min(shown[key], key=lambda form: (-shown[key][form], form)), "count": counts[key]} for key in ranked],
    }


def summary_of(text, most=3):
    """The sentences that hold the most of its frequent words, in their order."""
    sentences = [part.strip() for part in re.split(r"(?<=[.!?…])\s+|\n+", text) if WORD.search(part)]
    counts = {}
    split = [[stem(word) for word in WORD.findall(sentence.casefold()) if len(word) > 2 and word not in STOP] for sentence in sentences]
    for key in (key for keys in split for key in keys):
        counts[key] = counts.get(key, 0) + 1
    ranked = sorted(range(len(sentences)), key=lambda at: (-sum(counts[key] for key in set(split[at])) / (len(split[at]) + 3), at))[:most]
    return {"sentences": len(sentences), "text": " ".join(sentences[at] for at in sorted(ranked))}


def serve():
    """For a session: {"input": text, "options": {"sentiment", "keywords", "summary": bool}} on standard input."""
    request = json.load(sys.stdin)
    text, options = request["input"], request.get("options") or {}
    found = analyse(text, 10)
    answer = {"text_length": len(text), "word_count": found["words"], "language": found["language"]}
    if options.get("sentiment", True):
        answer["sentiment"] = {"label": found["sentiment"], "score": found["score"]}
    if options.get("keywords", True):
        answer["keywords"] = found["keywords"]
    if options.get("summary", False):
        answer["summary"] = summary_of(text)
    json.dump(answer, sys.stdout, ensure_ascii=False)
    return 0


def texts(files):
    if not files and not sys.stdin.isatty():
        yield "-", sys.stdin.buffer.read(LARGEST)
        return
    if not files:
        for folder, inner, names in os.walk("."):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            files += [os.path.join(folder, name)[2:] for name in sorted(names) if name.lower().endswith((".txt", ".md", ".rst"))]
    for name in files:
        with open(name, "rb") as file:
            yield name, file.read(LARGEST)


def main():
    if sys.argv[1:] == ["--session"]:
        return serve()
    parser = argparse.ArgumentParser(prog="text-analysis", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="for programs: an object for each text")
    parser.add_argument("--keywords", type=int, default=10, metavar="N", help="at most (default: 10)")
    parser.add_argument("--version", action="version", version=VERSION)
    parser.add_argument("files", nargs="*", metavar="FILE")
    words = parser.parse_args()
    all_good, found = True, []
    try:
        for name, data in texts(words.files):
            found.append({"text": name, **analyse(data.decode("utf-8", "replace"), max(0, words.keywords))})
    except OSError as error:
        print(f"text-analysis: {error.filename!r}: {error.strerror}", file=sys.stderr)
        all_good = False
    if words.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for one in found:
            printable = "".join(c if c.isprintable() else "?" for c in one["text"])
            print(f"{printable}: {one['sentiment']} ({one['score']:+.3f}), {one['language']}, words: {one['words']}")
            if one["keywords"]:
                print("  " + ", ".join(f"{k['word']} {k['count']}" for k in one["keywords"]))
    return 0 if all_good else 1


sys.stdout.reconfigure(encoding="utf-8", errors="replace")
try:
    code = main()
    sys.stdout.flush()
except BrokenPipeError:
    # Whoever read has had enough.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    code = 0
sys.exit(code)
PROGRAM
settle
