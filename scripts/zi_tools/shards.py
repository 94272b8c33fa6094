"""Divide an addon's Odoo tests so that two processes share the work."""

from pathlib import Path

# one process takes about this many lines of test code
LINES_PER_SHARD = 2500
MOST = 6


def test_files(folder):
    """Files of Odoo tests of an addon: path -> number of lines."""
    return {
        path: path.read_text().count("\n")
        for path in sorted((Path(folder) / "tests").rglob("test_*.py"))
    }


def has_tag(folder, tag):
    """Tell whether a test of an addon carries a tag."""
    return any(f'"{tag}"' in path.read_text() for path in test_files(folder))


def divide(folder, lines=LINES_PER_SHARD):
    """Groups of test files of about equal size; no group is empty.

    :param folder: the addon's folder
    :param lines: lines of test code per group
    """
    files = test_files(folder)
    count = min(MOST, len(files), max(1, round(sum(files.values()) / lines)))
    groups = [[] for _ in range(count)]
    sizes = [0] * count
    for path in sorted(files, key=files.get, reverse=True):
        smallest = sizes.index(min(sizes))
        groups[smallest].append(path)
        sizes[smallest] += files[path]
    return [sorted(group) for group in groups if group]


def tags(folder, group):
    """Odoo's --test-tags for the test files of one group."""
    folder = Path(folder)
    return ",".join(
        f"/{folder.name}/{path.relative_to(folder).as_posix()}" for path in group
    )
