"""Fuzz the targets one after another: ``python tests/fuzz/fuzz.py SECONDS [TARGET]``.

With atheris, which is guided by coverage; each target runs in a process of its own, since libFuzzer ends its process.
New inputs go into a scratch folder, one that fails is kept and named. Add it to the corpus with the repair.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST = 4096
"""The longest input, in bytes."""


def main() -> int:
    """Fuzz all targets, or the one that is named."""
    seconds = int(sys.argv[1])
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    if len(sys.argv) > 2:
        fuzz(sys.argv[2], seconds)
        return 0
    from tests.fuzz.targets import TARGETS

    failed = [
        name
        for name in TARGETS
        if subprocess.run(
            [sys.executable, __file__, str(max(1, seconds // len(TARGETS))), name], check=False
        ).returncode
    ]
    sys.stderr.write(f"failed: {', '.join(failed)}\n" if failed else "all targets held\n")
    return len(failed)


def fuzz(name: str, seconds: int) -> None:
    """Fuzz one target; does not return."""
    import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]

    with atheris.instrument_imports(include=["osteopharm"]):
        from tests.fuzz.targets import run

    scratch = ROOT / ".hypothesis" / "fuzz" / name
    scratch.mkdir(parents=True, exist_ok=True)
    corpus = Path(__file__).parent / "corpus" / name
    options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-artifact_prefix={scratch}-failed-"]
    options += ["-timeout=20", "-rss_limit_mb=4096", "-verbosity=0", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], str(scratch), str(corpus), *options], lambda data: run(name, data))
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
