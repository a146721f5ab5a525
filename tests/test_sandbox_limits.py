"""Whatever a function does, it is stopped, and nothing stays as it left it."""

import signal
import sys
import threading
import time
import warnings

import numpy as np
import psutil
import pytest

from helpers.sandbox import Trouble, plain, run

CASES = [(np.array(x),) for x in ([0.0], [2.0], [1.0, 2.0], [3.0, -3.0])]


def mean_of_squares(x):
    return np.mean(x**2)


ASKED = [plain(mean_of_squares(*case)) for case in CASES]


def trouble_with(function):
    return run(function, CASES, ASKED).trouble


def traces():
    """What a run could leave changed in the process."""
    found = {
        "recursion limit": sys.getrecursionlimit(),
        "stdout": sys.stdout,
        "stderr": sys.stderr,
        "warnings": list(warnings.filters),
        "interrupt": signal.getsignal(signal.SIGINT),
    }
    if hasattr(signal, "SIGALRM"):
        found["alarm"] = signal.getsignal(signal.SIGALRM)
        found["timer"] = signal.getitimer(signal.ITIMER_REAL)
    if sys.platform == "linux":
        found["memory"] = psutil.Process().rlimit(psutil.RLIMIT_AS)
    return found


@pytest.fixture(autouse=True)
def nothing_is_left_behind():
    # As in a kernel; a shell's background jobs are born deaf to interruptions.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    before = traces()
    yield
    assert traces() == before


# What ends the calls


def loop_for_ever(x):
    while True:
        pass


def loop_through_bare_except(x):
    while True:
        try:
            while True:
                pass
        except:  # noqa: E722
            pass


def sleep_through_bare_except(x):
    while True:
        try:
            time.sleep(60)
        except BaseException:
            continue


def grow(x):
    rows = []
    while True:
        rows.append(np.zeros(10))  # the second is up long before the memory is


def print_for_ever(x):
    while True:
        print(x)


def recurse(x):
    return recurse(x)


def recurse_deeper(x):
    sys.setrecursionlimit(10_000)
    return recurse(x)


def print_it(x):
    print(np.mean(x**2))


def forget_return(x):
    np.mean(x**2)


STOPPED = {
    "endless loop": (loop_for_ever, Trouble.TIME),
    "loop in bare except": (loop_through_bare_except, Trouble.TIME),
    "sleep in bare except": (sleep_through_bare_except, Trouble.TIME),
    "long sleep": (lambda x: time.sleep(60), Trouble.TIME),
    "list that grows": (grow, Trouble.TIME),
    "prints for ever": (print_for_ever, Trouble.TIME),
    "lock never released": (
        lambda x: threading.Semaphore(0).acquire(),
        Trouble.TIME,
    ),
    "deep recursion": (recurse, Trouble.RECURSION),
    "deeper recursion": (recurse_deeper, Trouble.RECURSION),
    "too much memory": (lambda x: np.ones(10**12), Trouble.MEMORY),
    "exit": (lambda x: sys.exit("bye"), Trouble.EXIT),
    "interrupt": (lambda x: signal.raise_signal(signal.SIGINT), Trouble.INTERRUPT),
    "prints": (print_it, Trouble.PRINTED),
    "no return": (forget_return, Trouble.KIND),
    "huge array": (lambda x: np.zeros(10**8), Trouble.SIZE),
}


@pytest.mark.parametrize("name", STOPPED)
def test_each_trouble_has_its_code(name):
    function, trouble = STOPPED[name]
    start = time.perf_counter()
    assert trouble_with(function) is trouble
    assert time.perf_counter() - start < 10
    assert trouble_with(mean_of_squares) is None


def test_all_calls_together_have_one_second():
    def take_a_rest(x):
        time.sleep(0.7)
        return mean_of_squares(x)

    assert run(take_a_rest, CASES[:1], ASKED[:1]).trouble is Trouble.TIME


def test_who_catches_the_interruption_is_interrupted_again_at_once():
    def carry_on(x):
        for _ in range(100):
            try:
                time.sleep(60)
            except BaseException:
                continue
        raise ValueError("woken a hundred times, unless once outside the try")

    start = time.perf_counter()
    assert trouble_with(carry_on) in (Trouble.ERROR, Trouble.TIME)
    assert time.perf_counter() - start < 3


def test_an_answer_has_a_million_elements_at_most():
    def ones(x):
        return np.ones(int(x))

    for size, trouble in ((10**6, None), (10**6 + 1, Trouble.SIZE)):
        assert run(ones, [(size,)], [plain(1.0)]).trouble is trouble


# What a function may leave behind is put back


def move_the_recursion_limit(x):
    sys.setrecursionlimit(12_345)
    return mean_of_squares(x)


def leave_no_depth(x):
    for limit in range(1, 1000):
        try:
            sys.setrecursionlimit(limit)  # refused while it is below the depth
        except RecursionError:
            continue
        break
    return mean_of_squares(x)


def take_memory_away(x):
    process = psutil.Process()
    _, hard = process.rlimit(psutil.RLIMIT_AS)
    process.rlimit(psutil.RLIMIT_AS, (process.memory_info().vms + 2**28, hard))
    return mean_of_squares(x)


def stop_the_clock(x):
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, 100)
    return mean_of_squares(x)


def turn_the_sound_off(x):
    sys.stdout = sys.stderr = None
    return mean_of_squares(x)


def make_warnings_errors(x):
    warnings.simplefilter("error")
    return mean_of_squares(x)


on_linux = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux limits memory"
)


@pytest.mark.parametrize(
    "function",
    [
        move_the_recursion_limit,
        leave_no_depth,
        pytest.param(take_memory_away, marks=on_linux),
        stop_the_clock,
        turn_the_sound_off,
        make_warnings_errors,
    ],
)
def test_what_a_function_changes_is_put_back(function, capfd):
    before = traces()
    trouble_with(function)
    assert traces() == before
    print("heard")
    assert capfd.readouterr().out == "heard\n"
    assert trouble_with(mean_of_squares) is None


@on_linux
def test_memory_is_limited_below_what_the_machine_would_promise():
    # 2.5 GiB that are promised but never touched: without the limit this succeeds.
    def promise(x):
        return np.zeros(5 * 2**26).sum()

    assert trouble_with(promise) is Trouble.MEMORY
    assert promise(None) == 0.0  # and after the run the limit is gone


@on_linux
def test_a_stricter_limit_of_memory_stays():
    process, space = psutil.Process(), psutil.RLIMIT_AS
    soft, hard = process.rlimit(space)
    strict = process.memory_info().vms + 2**28
    try:
        process.rlimit(space, (strict, hard))
        assert trouble_with(lambda x: np.zeros(2**27).sum()) is Trouble.MEMORY
        assert process.rlimit(space) == (strict, hard)
    finally:
        process.rlimit(space, (soft, hard))


def test_the_interruption_works_as_on_windows(monkeypatch):
    monkeypatch.delattr(signal, "setitimer")
    assert trouble_with(loop_for_ever) is Trouble.TIME
    assert trouble_with(mean_of_squares) is None


def test_the_interruption_of_a_finished_run_on_windows_does_not_come(monkeypatch):
    monkeypatch.delattr(signal, "setitimer")
    assert trouble_with(mean_of_squares) is None
    time.sleep(1.2)  # a KeyboardInterrupt would end this test


def test_a_timer_that_someone_else_has_set_goes_on():
    rung = []
    before = signal.signal(signal.SIGALRM, lambda *_: rung.append(1))
    signal.setitimer(signal.ITIMER_REAL, 30)
    try:
        trouble_with(mean_of_squares)
        assert 20 < signal.getitimer(signal.ITIMER_REAL)[0] <= 30
        signal.raise_signal(signal.SIGALRM)
        assert rung == [1]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_outside_the_main_thread_there_is_no_limit_of_time_but_an_answer():
    found = []
    thread = threading.Thread(target=lambda: found.append(trouble_with(np.mean)))
    thread.start()
    thread.join()
    assert found == [None]
