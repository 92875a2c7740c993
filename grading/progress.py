"""How far a step is: on a terminal one line that is written anew, elsewhere a line for each student."""

import sys

from tqdm import tqdm

LINE = "{desc}: {bar} {n_fmt} of {total_fmt}, {remaining} left{postfix}"


def shown(results, total, title, describe):
    """Hand on (name, …) of `results` as they come, and tell each time how many of so many are done, and in how many
    minutes and seconds the others may be. describe(name) says in a few words how it went; it is asked when the next
    result is wanted, so that whoever takes a result can do its work first."""
    live = sys.stdout.isatty()
    # Off a terminal tqdm only counts and estimates: what it would draw goes nowhere.
    with tqdm(total=total, desc=title, bar_format=LINE, file=sys.stdout if live else _Nowhere(), ascii=False) as line:
        for name, *result in results:
            yield name, *result
            line.set_postfix_str(name, refresh=False)
            line.update()
            if not live:
                print(f"[{line.n}/{total}, {_left(line)} left] {name}: {describe(name)}", flush=True)


def _left(line):
    """The estimate, as minutes and seconds."""
    each = line.format_dict["elapsed"] / line.n
    return tqdm.format_interval(each * (line.total - line.n))


class _Nowhere:
    """What is written here is gone."""

    def write(self, text):
        pass

    def flush(self):
        pass
