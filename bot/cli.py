"""The command line. Importing it is cheap: what a command needs is imported when the command runs."""

from __future__ import annotations

import errno
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TextIO

import typer

import ingest.cli
from bot.everywhere import Commands, DataDir, Quiet
from index import signals
from index.errors import TanyaError
from ingest.cli import As, AsJson, Since, Source, Until, View, filters_of, known_outlet, view
from ingest.telling import tell
from ingest.texts import say, told

if TYPE_CHECKING:
    from index.engine import Engine
    from index.settings import Settings
    from index.types import Answer, Filters

Model = Annotated[
    str | None, typer.Option(metavar="NAME", help="The model that writes the answer, at the endpoint of the settings.")
]
NoLlm = Annotated[bool, typer.Option("--no-llm", help="Answer from the articles' own sentences, without a model.")]
TopK = Annotated[int | None, typer.Option(min=1, max=200, help="How many passages to look at.")]

app = typer.Typer(
    name="tanya",
    cls=Commands,
    help="Ask a collection of news articles, in Indonesian or English. Each answer cites the very sentence.",
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


NOT_TOLD = 3
"""Exit status of a question that the articles don't answer."""


@app.callback(invoke_without_command=True)
def _started(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Say which version this is.", is_eager=True)] = False,
    data_dir: DataDir = None,
    quiet: Quiet = False,
) -> None:
    del data_dir, quiet  # heeded as they were read
    if version:
        from importlib.metadata import version as version_of

        typer.echo(f"tanya {version_of('tanya')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command("help", hidden=True)
def help_(context: typer.Context, command: Annotated[str | None, typer.Argument()] = None) -> None:
    """What there is; `tanya help COMMAND` for one command."""
    assert context.parent
    found = context.parent.command.get_command(context.parent, command) if command else context.parent.command  # type: ignore[attr-defined]
    if found is None:
        raise typer.BadParameter(say("no_command", name=command), param_hint="COMMAND")
    with context.parent.scope():
        typer.echo(found.get_help(context.parent))


@app.command(rich_help_panel="Questions")
def ask(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUESTION…",
            help="The question, in quotation marks or not; - or a pipe gives it too.",
            show_default=False,
        ),
    ] = None,
    source: Source = None,
    since: Since = None,
    until: Until = None,
    top_k: TopK = None,
    model: Model = None,
    no_llm: NoLlm = False,
    form: As = View.text,
    any_time: Annotated[
        bool, typer.Option("--any-time", help='Don\'t let "kemarin" or "last week" in the question narrow the search.')
    ] = False,
    as_json: AsJson = False,
    input_: Annotated[
        Path | None,
        typer.Option("--input", metavar="FILE", help='Answer many: lines of {"id", "question"}, - for standard input.'),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Where the answers to --input go, a line each; standard output if not given."
        ),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on after the answers that --output has.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over an --output that is there.")] = False,
) -> None:
    """Answer a question from the articles, with its citations. Exit status 3 where the articles don't tell."""
    from bot.markdown import answer_markdown
    from bot.render import print_answer, show, waiting
    from index.engine import Engine

    question = _question(words or [], piped=input_ is None)
    if (question is None) == (input_ is None):
        raise typer.BadParameter(say("one_question"), param_hint="QUESTION")
    if output and not input_:
        raise typer.BadParameter(say("output_alone"), param_hint="--output")
    form = view(form, as_json)
    if input_ and form is View.md:
        raise typer.BadParameter(say("lines_of_json"), param_hint="-f")
    settings = _settings(model, no_llm)
    filters = replace(filters_of(settings, source, since, until), reads_time=not any_time)
    with Engine(settings, brief=input_ is None) as engine:
        engine.prepare()
        filters = known_outlet(engine.store, filters)
        if input_ is not None:
            try:
                with waiting() as show_progress:
                    _answer_all(engine, settings, Many(input_, output, resume, force), filters, top_k, show_progress)
            finally:
                if engine.notice:
                    tell(f"tanya: {engine.notice}")
            return
        assert question is not None
        if form is not View.text or not engine.writes:
            with waiting():
                answer = engine.ask(question, filters=filters, top_k=top_k)
        else:
            answer = _streamed(engine, question, filters, top_k)
    if form is View.json:
        typer.echo(json.dumps(answer.as_dict(), ensure_ascii=False))
    elif form is View.md:
        show(answer_markdown(answer))
    else:
        print_answer(answer)
    if answer.abstained:
        raise typer.Exit(NOT_TOLD)


def _question(words: Sequence[str], *, piped: bool) -> str | None:
    """The words as they were typed or, for "-" and where there are none, what comes out of a pipe; None where there is none."""
    if list(words) == ["-"] or (not words and piped and sys.stdin and not sys.stdin.isatty()):
        return " ".join(sys.stdin.read().split()) or None
    return " ".join(words) or None


@app.command(rich_help_panel="Questions")
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS…", help="What it should be about.", show_default=False)],
    source: Source = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many articles at most.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Find articles by meaning and by words, the best passage of each, without an answer."""
    from bot.render import waiting
    from bot.searching import print_found
    from index.engine import Engine

    settings = _settings(None, True)
    filters = filters_of(settings, source, since, until)
    with Engine(settings, brief=True) as engine, waiting():
        engine.prepare(reads=False)
        found = engine.search(" ".join(words), filters=known_outlet(engine.store, filters), top_k=4 * limit)
    print_found(found, limit, as_json=as_json)
    if not found:
        tell(say("no_such" if filters else "none_yet"))
        raise typer.Exit(NOT_TOLD)


@app.command(rich_help_panel="Questions")
def repl(
    source: Source = None,
    since: Since = None,
    until: Until = None,
    top_k: TopK = None,
    model: Model = None,
    no_llm: NoLlm = False,
) -> None:
    """Ask in turn, with follow-ups; /help inside says what else it can do."""
    from bot.repl import run_repl
    from index.engine import Engine

    settings = _settings(model, no_llm)
    filters = filters_of(settings, source, since, until)
    with Engine(settings) as engine:
        if filters.source:
            filters = known_outlet(engine.store, filters)
        raise typer.Exit(run_repl(engine, settings, filters, top_k))


@app.command(rich_help_panel="Questions")
def bot() -> None:
    """Answer in Telegram. Needs TANYA_TELEGRAM_TOKEN; .env.example has the other settings."""
    from bot.telegram.app import run
    from index.engine import Engine
    from index.settings import load_settings

    settings = load_settings()
    run(Engine(settings), settings)


@app.command("eval", rich_help_panel="Questions")
def eval_(
    dataset: Annotated[
        Path,
        typer.Argument(
            metavar="DATASET.jsonl",
            help='Lines of {"id", "question", "article_ids", "answers", "answerable"}; the last three may be left out.',
            show_default=False,
        ),
    ],
    top_k: TopK = None,
    json_: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Keep the figures there.")] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a page with tables and plots.")] = None,
    compare: Annotated[
        Path | None, typer.Option(metavar="OTHER.json", help="Test the difference from what an earlier --json kept.")
    ] = None,
) -> None:
    """Ask questions whose answers are known, and say how well that went."""
    from bot.evaluation import Outputs, evaluate
    from index.engine import Engine
    from index.settings import load_settings

    settings = load_settings()
    with Engine(settings, remembers=False) as engine:
        evaluate(engine, settings, dataset, Outputs(json_, html, compare), top_k)


@app.command(rich_help_panel="Questions")
def calibrate(
    datasets: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="DATASET.jsonl…", help="As for eval: questions whose answers are known.", show_default=False
        ),
    ] = None,
    ratings: Annotated[bool, typer.Option(help="Count what people in Telegram thought of answers as well.")] = True,
) -> None:
    """Fit the confidence to your own questions, so that TANYA_MAX_ERROR holds for them."""
    from bot.calibration import calibrate as fitted
    from index.settings import load_settings

    fitted(load_settings(), datasets or [], with_ratings=ratings)


@app.command(rich_help_panel="Care")
def status(
    failed: Annotated[
        bool, typer.Option("--failed", help="Only what could not be taken in: why, and when it is tried again.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """What there is: articles, outlets, the index, and what could not be taken in."""
    from bot.status import print_failures, print_status

    with ingest.cli.opened() as (store, _, settings):
        print_failures(store, as_json=as_json) if failed else print_status(store, settings, as_json=as_json)


@app.command(rich_help_panel="Care")
def config(as_json: AsJson = False) -> None:
    """The settings in force, and where each comes from: an option, the environment, .env, or the default."""
    from bot.config import print_config

    print_config(as_json=as_json)


@app.command(rich_help_panel="Care")
def doctor() -> None:
    """Check the settings, the model, the ledger and Chroma: what is wrong, and what to do about it."""
    from bot.doctor import examine

    raise typer.Exit(examine())


ingest.cli.register(app)


def main() -> None:
    """The command, for who has imported this already; `bot.entry` hears Ctrl-C while it is imported."""
    signals.obeyed(run)


def run() -> None:
    """Carry out what was typed: an error meant for a person is printed as its one sentence."""
    logging.getLogger("index").addHandler(logging.NullHandler())  # commands say themselves what a person must know
    signals.say(lambda: say("stopped"))
    try:
        app()
    except TanyaError as error:
        _fail(f"tanya: {told(error)}")
    except BrokenPipeError:  # whoever read has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _fail(say("disk_full"))


def _fail(sentence: str) -> NoReturn:
    if not signals.heard():
        typer.echo(sentence, err=True)
    raise SystemExit(1) from None


def _settings(model: str | None, no_llm: bool) -> Settings:
    from index.settings import load_settings

    if model and no_llm:
        raise typer.BadParameter(say("model_or_none"), param_hint="--model")
    settings = load_settings()
    if no_llm:
        return settings.model_copy(update={"llm_base_url": None, "llm_model": None})
    return settings.model_copy(update={"llm_model": model}) if model else settings


def _streamed(engine: Engine, question: str, filters: Filters, top_k: int | None) -> Answer:
    from bot.live import drafting, last_of

    with engine.stream(question, filters=filters, top_k=top_k) as events, drafting() as draft:
        return last_of(events, draft)


@dataclass(frozen=True, slots=True)
class Many:
    """Questions out of a file, and where their answers go."""

    input: Path
    output: Path | None
    resume: bool
    """Go on after the answers that are there already."""
    force: bool
    """Write over them."""


def _answer_all(
    engine: Engine,
    settings: Settings,
    many: Many,
    filters: Filters,
    top_k: int | None,
    show_progress: Callable[[str], None],
) -> None:
    """Answer line by line; a line that is no question is named and the others go on."""
    broken = 0
    done = _answered(many)
    kept = many.output and str(many.output) != "-"
    stopped = say("stopped_answering", path=many.output) if kept else say("stopped")
    with signals.saying(stopped), _lines(many.input) as lines, _sink(many) as sink:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                asked = json.loads(line)
                question, question_id = str(asked["question"]), asked.get("id")
                if not question.strip():
                    raise ValueError
                own = filters_of(settings, *(asked.get(name) for name in ("source", "since", "until")))
                own = replace(own, source=own.source or filters.source, since=own.since or filters.since, until=own.until or filters.until, reads_time=filters.reads_time)  # fmt: skip
            except (ValueError, KeyError, TypeError, AttributeError):
                typer.echo(say("no_line", place=f"{many.input}:{number}"), err=True)
                broken += 1
                continue
            except typer.BadParameter as error:
                typer.echo(say("left_out", place=f"{many.input}:{number}", reason=error.message), err=True)
                broken += 1
                continue
            if _key(question_id, question) in done:
                continue
            show_progress(say("question_n", number=number))
            answer = engine.ask(question, filters=own, top_k=top_k)
            print(json.dumps(answer.as_dict(question_id), ensure_ascii=False), file=sink, flush=True)
    if broken:
        raise typer.Exit(1)


def _key(question_id: object, question: str) -> str:
    return json.dumps([question_id, question])


def _answered(many: Many) -> set[str]:
    """The questions whose answers are in the output already."""
    if not (many.resume and many.output and many.output.exists()):
        return set()
    found = set()
    for line in many.output.read_text(encoding="utf-8").splitlines():
        with suppress(ValueError, KeyError, TypeError):  # a line that was cut off is answered again
            answer = json.loads(line)
            found.add(_key(answer["id"], answer["question"]))
    return found


@contextmanager
def _lines(path: Path) -> Iterator[TextIO]:
    if str(path) == "-":
        yield sys.stdin
        return
    try:
        with path.open(encoding="utf-8-sig") as file:
            yield file
    except (OSError, UnicodeDecodeError) as error:
        reason = say("not_utf8") if isinstance(error, UnicodeDecodeError) else error.strerror
        raise TanyaError(say("no_reading", path=path, reason=reason)) from None


@contextmanager
def _sink(many: Many) -> Iterator[TextIO]:
    path = many.output
    if path is None or str(path) == "-":
        yield sys.stdout
        return
    if path.exists() and path.stat().st_size and not (many.force or many.resume):
        raise TanyaError(say("output_there", path=path))
    try:
        if many.resume and path.exists():  # what a kill cut off in the middle of a line goes
            whole = path.read_bytes()
            path.write_bytes(whole[: whole.rfind(b"\n") + 1])
        with path.open("a" if many.resume else "w", encoding="utf-8") as file:
            yield file
    except OSError as error:
        raise TanyaError(say("no_writing", path=path, reason=error.strerror)) from None
