"""What else is tried, and what comes of it: for docs/reference/hostile.md. Each row names its test."""

from __future__ import annotations

ROWS: dict[str, dict[str, tuple[str, str]]] = {
    "Publication": {
        "the process dies before or after any operation of a publication, or of its recovery": (
            "test_killed_at_any_operation",
            "old or new state, or `interrupted`, which the next run finishes",
        ),
        "`discover` is killed by SIGKILL at its system calls": (
            "test_the_command_is_killed_at_its_system_calls",
            "the same; the next run gives what a clean one gives",
        ),
        "power is lost at any moment": (
            "test_a_power_cut_at_any_moment",
            "the same, with whatever was not synced lost",
        ),
        "one operation fails: ENOSPC, EIO, EACCES": (
            "test_an_error_at_any_operation_keeps_the_old_state_or_finishes",
            "old state, no litter, the error names the path; after the commit it is finished",
        ),
        "from any operation on nothing works: ENOSPC, EIO, EROFS": (
            "test_a_disk_that_fails_for_good_at_any_change",
            "old or new state, or `interrupted`; the next run with a disk that works repairs it",
        ),
        "a file system that is full, of bytes or of files": (
            "test_a_disk_that_is_full",
            "exit 2 and `No space left on device`, old state; new once there is room",
        ),
        "a read-only file system": (
            "test_a_disk_that_cannot_be_written",
            "exit 2, state untouched; `check` works, so does `--output` elsewhere, without the cache",
        ),
        "a state folder of another user": (
            "test_a_state_and_a_cache_of_somebody_else",
            "exit 2 and `Permission denied`, state untouched",
        ),
        "`check` at every change a publication makes": (
            "test_check_while_every_change_is_made",
            "stale or `interrupted`; never damage, never fresh too early",
        ),
        "four writers and four readers at once": (
            "test_writers_and_readers_at_once",
            "every writer succeeds, one after the other; the state is that of a clean run",
        ),
        "links and foreign files in the state folder, planted journals": (
            "test_a_link_in_the_state_folder_is_refused_and_its_target_left_alone",
            "nothing is followed, nothing of others is overwritten",
        ),
    },
    "Facts cache and what is remembered in it": {
        "random bits, cuts, zeros, exchanged pages": (
            "test_random_damage",
            "at worst a slower run; the state is that of a clean run",
        ),
        "rows cut, emptied, exchanged, of other types; tables gone; triggers": (
            "test_damage_by_statement",
            "the same",
        ),
        "any one record gone": (
            "test_any_one_record_gone",
            "all is done anew; no extractor is blamed for what is missing",
        ),
        "other items, as well-formed as what was there": (
            "test_other_items_in_what_is_remembered",
            "not believed: the state is that of a clean run",
        ),
        "a folder, link, pipe, hard link, another version or a copy in its place": (
            "test_something_else_in_its_place",
            "the same; what is linked to stays as it was",
        ),
        "a folder that cannot be written": (
            "test_a_cache_that_cannot_be_written",
            "a warning, and a run without it",
        ),
    },
    "Files that change during the run": {
        "a file that vanishes, grows, shrinks, is replaced, or becomes a folder, link or pipe": (
            "test_a_file_that_changes_while_it_is_read",
            "what was read is what its digest says, or it is told; the next run gives what a clean one gives",
        ),
    },
    "Confinement": {
        "git settings, hooks, filters and drivers; package scripts; modules, `.pth` files and entry points": (
            "test_no_code_of_the_repository_runs_and_no_secret_is_copied",
            "none runs",
        ),
        "credentials in literals, defaults, types, enums, patterns and attributes": (
            "test_no_code_of_the_repository_runs_and_no_secret_is_copied",
            "replaced by `…` in every inventory",
        ),
        "links, `extends`, `main`, `paths` and imports that lead out of the root": (
            "test_what_the_interpreter_sees",
            "nothing outside is opened, by the audit events of the interpreter",
        ),
        "the same for workers and git": (
            "test_what_the_kernel_sees",
            "nothing outside is opened or changed, no socket is made, by the system calls",
        ),
    },
    "Integrity": {
        "a bit flipped, bytes inserted, dropped or cut, anywhere in any file of the state": (
            "test_any_byte_of_any_file",
            "`check` names the file",
        ),
        "the counts, checksums, form or list of files of the top manifest changed": (
            "test_the_manifest_that_nothing_vouches_for",
            "`check` says so",
        ),
        "a file deleted, added, renamed, exchanged, or replaced by a folder or link": (
            "test_files_as_a_whole",
            "`check` names the file",
        ),
        "an item changed with every checksum above it": (
            "test_a_state_that_agrees_with_itself_but_not_with_the_sources",
            "`check` finds nothing, `check --verify` does",
        ),
        "the same, with a cache that is damaged": (
            "test_verifying_believes_neither_state_nor_cache",
            "`check --verify` finds it",
        ),
    },
}
"""Section → what is tried → the test, and what comes of it."""
