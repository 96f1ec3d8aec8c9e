"""How fast messages leave: python -m benchmarks delivery [--only NAME…] [--seconds N]. Every stand-in is a process."""


def main() -> None:
    """Run the asked measurements and print their figures."""
    from benchmarks.delivery.runs import main as run

    run()
