"""The checker finds every kind of violation, and none where there is none."""

import dataclasses
import unittest

import history as h


def good():
    """Two writers, one record of each, a batch, and one that both write; three reads; a watcher."""
    writes = [
        h.Write("a", ("x",), 1, 0, 1, h.ACKNOWLEDGED, "e1"),
        h.Write("a", ("x",), 2, 2, 3, h.ACKNOWLEDGED, "e1"),
        h.Write("a", ("b0", "b1"), 1, 4, 5, h.ACKNOWLEDGED, "e1"),
        h.Write("a", ("both",), 1, 6, 7, h.ACKNOWLEDGED, "e1"),
        h.Write("b", ("both",), 2, 8, 10, h.ACKNOWLEDGED, "e1"),
        h.Write("a", ("both",), 2, 8, 10, h.REFUSED, code="ABORTED"),
    ]
    reads = [h.Read("r", "x", 0, 0, 0.5), h.Read("r", "x", 1, 1.5, 1.6), h.Read("r", "x", 2, 2.5, 2.6)]
    steps = [
        h.Step(h.BEGIN), h.Step(h.CHANGE, "e1", 0, "x", 1), h.Step(h.SNAPSHOT_END, "e1", 1),
        h.Step(h.CHANGE, "e1", 2, "x", 2), h.Step(h.PROGRESS, "e1", 2), h.Step(h.CHANGE, "e1", 3, "b0", 1),
        h.Step(h.CHANGE, "e1", 4, "b1", 1), h.Step(h.CHANGE, "e1", 4, "b1", 1), h.Step(h.CHANGE, "e1", 5, "both", 2),
        h.Step(h.CHANGE, "e1", 6, "both", 2)]
    log = ["x", "x", "b0", "b1", "both", "both"]
    return h.History(writes, reads, steps, {"x": 2, "b0": 1, "b1": 1, "both": 2}, log)


def failed_over():
    """x's second version is lost with its epoch; its writer is refused, and writes a third."""
    writes = [
        h.Write("a", ("x",), 1, 0, 1, h.ACKNOWLEDGED, "e1"),
        h.Write("a", ("x",), 2, 2, 3, h.ACKNOWLEDGED, "e1"),
        h.Write("a", ("x",), 3, 4, 5, h.REFUSED, code="ABORTED"),
        h.Write("a", ("x",), 4, 6, 7, h.ACKNOWLEDGED, "e2"),
    ]
    reads = [h.Read("r", "x", 2, 3, 3.1), h.Read("r", "x", 1, 5, 5.1), h.Read("r", "x", 4, 7, 7.1)]
    steps = [
        h.Step(h.BEGIN), h.Step(h.SNAPSHOT_END, "e1", 0), h.Step(h.CHANGE, "e1", 1, "x", 1),
        h.Step(h.CHANGE, "e1", 2, "x", 2), h.Step(h.RESET), h.Step(h.CHANGE, "e2", 0, "x", 1),
        h.Step(h.SNAPSHOT_END, "e2", 0), h.Step(h.CHANGE, "e2", 1, "x", 4)]
    return h.History(writes, reads, steps, {"x": 4}, ["x"])


class HistoryTest(unittest.TestCase):
    def assert_found(self, history, *kinds):
        found = h.check(history).violations
        self.assertEqual({violation.partition(":")[0] for violation in found}, set(kinds), found)


class Records(HistoryTest):
    def test_finds_nothing_where_there_is_nothing(self):
        verdict = h.check(good())
        self.assertEqual((verdict.violations, verdict.lost, verdict.epochs), ([], [], ["e1"]))

    def test_excuses_what_a_new_epoch_has_lost_and_says_what(self):
        verdict = h.check(failed_over())
        self.assertEqual((verdict.violations, verdict.epochs), ([], ["e1", "e2"]))
        self.assertEqual([(write.version, name) for write, name in verdict.lost], [(2, "x")])

    def test_finds_an_acknowledged_write_that_is_lost(self):
        history = good()
        history.final["x"] = 1
        history.steps[3] = dataclasses.replace(history.steps[3], version=1)
        self.assert_found(history, "lost")

    def test_finds_a_record_that_is_gone_altogether(self):
        history = good()
        del history.final["both"]
        self.assert_found(history, "lost", "feed state")

    def test_finds_a_stale_read(self):
        history = good()
        history.reads[2] = h.Read("r", "x", 1, 3.5, 3.6)
        self.assert_found(history, "lost")

    def test_finds_what_the_last_epoch_has_lost(self):
        history = failed_over()
        history.final["x"] = 1
        history.steps.pop()
        history.log.clear()
        self.assert_found(history, "lost")

    def test_finds_a_loss_before_the_epoch_changed(self):
        history = failed_over()
        history.writes.insert(2, h.Write("a", ("y",), 1, 5.5, 5.8, h.ACKNOWLEDGED, "e1"))
        history.final["y"] = 1
        history.steps.insert(6, h.Step(h.CHANGE, "e2", 0, "y", 1))
        # At 5.5 the epoch was e1 still, and the read that missed version 2 had ended.
        self.assert_found(history, "lost")

    def test_finds_reads_that_go_back(self):
        history = good()
        history.writes[1] = dataclasses.replace(history.writes[1], ended=9)
        history.reads.append(h.Read("r", "x", 1, 2.7, 2.8))
        self.assert_found(history, "went back")

    def test_finds_reads_that_go_back_more_often_than_epochs_change(self):
        history = failed_over()
        history.reads = [h.Read("r", "x", version, 3.2 + at, 3.2 + at) for at, version in
                         enumerate([2, 1, 2, 1])]
        self.assert_found(history, "went back")

    def test_finds_a_version_that_nobody_wrote(self):
        history = good()
        history.reads.append(h.Read("r", "x", 7, 8, 8.1))
        self.assert_found(history, "never written")

    def test_finds_a_version_that_was_refused(self):
        history = good()
        history.writes.append(h.Write("b", ("both",), 3, 11, 12, h.REFUSED))
        history.reads.append(h.Read("r", "both", 3, 13, 14))
        self.assert_found(history, "never written")

    def test_finds_a_version_before_it_was_written(self):
        history = good()
        history.reads[1] = h.Read("r", "x", 2, 1.5, 1.6)
        self.assert_found(history, "never written")

    def test_finds_a_write_that_was_applied_twice(self):
        history = good()
        history.log.append("x")
        self.assert_found(history, "applied twice")

    def test_finds_a_write_that_was_applied_twice_in_a_later_epoch(self):
        history = failed_over()
        history.log.append("x")
        self.assert_found(history, "applied twice")

    def test_finds_a_write_that_the_log_lacks(self):
        history = good()
        history.log.pop()
        self.assert_found(history, "not in the log")

    def test_lets_the_log_tell_of_a_write_whose_outcome_is_not_known(self):
        history = good()
        history.writes.append(h.Write("a", ("x",), 3, 9))
        self.assert_found(history)
        history.log.append("x")
        self.assert_found(history)

    def test_finds_two_writers_that_were_given_the_same_version(self):
        history = good()
        history.writes[5] = dataclasses.replace(history.writes[5], outcome=h.ACKNOWLEDGED, epoch="e1")
        self.assert_found(history, "acknowledged twice", "not in the log")

    def test_finds_a_lone_writer_that_was_refused(self):
        history = good()
        history.writes.append(h.Write("a", ("x",), 3, 9, 10, h.REFUSED, code="ALREADY_EXISTS"))
        self.assert_found(history, "refused")

    def test_finds_a_batch_of_which_a_part_was_done(self):
        history = good()
        history.writes.append(h.Write("a", ("b0", "b1"), 2, 9))
        history.final["b0"] = 2
        history.steps.append(h.Step(h.CHANGE, "e1", 7, "b0", 2))
        history.log.append("b0")
        self.assert_found(history, "torn")


class Deletions(HistoryTest):
    def history(self, *reads):
        """x is written, and deleted from 8 to 9."""
        history = good()
        history.writes.append(h.Write("a", ("x",), 3, 8, 9, h.ACKNOWLEDGED, "e1", removes=True))
        history.reads = list(reads)
        history.steps.append(h.Step(h.CHANGE, "e1", 7, "x", 0))
        history.log.append("x")
        del history.final["x"]
        return history

    def test_are_found_where_they_may_be(self):
        self.assert_found(self.history(h.Read("r", "x", 2, 7, 7.5), h.Read("r", "x", 0, 8.1, 8.5),
                                       h.Read("s", "x", 2, 8.6, 8.7), h.Read("r", "x", 0, 9.1, 9.2)))

    def test_are_a_loss_before_they_begin(self):
        self.assert_found(self.history(h.Read("r", "x", 0, 7, 7.5)), "lost")

    def test_are_not_to_be_undone(self):
        self.assert_found(self.history(h.Read("r", "x", 2, 9.5, 9.6)), "lost")

    def test_are_not_to_be_undone_for_whoever_saw_them(self):
        self.assert_found(self.history(h.Read("r", "x", 0, 8.1, 8.5), h.Read("r", "x", 2, 8.6, 8.7)), "went back")

    def test_are_not_to_be_undone_in_the_end(self):
        history = self.history()
        history.final["x"] = 2
        self.assert_found(history, "lost", "feed state")

    def test_that_were_refused_delete_nothing(self):
        history = self.history(h.Read("r", "x", 0, 9.1, 9.2))
        history.writes[-1] = dataclasses.replace(history.writes[-1], outcome=h.REFUSED, code="ABORTED")
        self.assert_found(history, "lost", "refused", "applied twice")


class Feed(HistoryTest):
    def assert_finds(self, *kinds, after):
        history = good()
        after(history.steps)
        self.assert_found(history, *(f"feed {kind}" for kind in kinds))

    def test_finds_a_gap(self):
        self.assert_finds("gap", "state", after=lambda steps: steps.pop(5))

    def test_finds_a_gap_that_progress_shows(self):
        self.assert_finds("progress", after=lambda steps: steps.append(h.Step(h.PROGRESS, "e1", 7)))

    def test_finds_a_change_that_never_came(self):
        self.assert_finds("state", after=lambda steps: steps.__delitem__(slice(8, None)))

    def test_finds_an_epoch_that_changes_without_reset(self):
        history = failed_over()
        history.steps.pop(4)
        self.assert_found(history, "feed jump", "feed snapshot")

    def test_finds_a_reset_without_a_snapshot(self):
        history = failed_over()
        del history.steps[5:7]
        self.assert_found(history, "feed jump", "feed state", "feed epoch")

    def test_finds_a_reset_without_a_cause(self):
        self.assert_finds("reset", after=lambda steps: steps.__setitem__(slice(4, 5), [
            h.Step(h.RESET), h.Step(h.CHANGE, "e1", 0, "x", 2), h.Step(h.SNAPSHOT_END, "e1", 2)]))

    def test_lets_a_snapshot_that_was_cut_off_begin_anew(self):
        history = good()
        history.steps.insert(2, h.Step(h.RESET))
        history.steps.insert(3, h.Step(h.CHANGE, "e1", 0, "x", 1))
        self.assert_found(history)

    def test_finds_a_number_that_tells_of_another_record(self):
        self.assert_finds("number", after=lambda steps: steps.insert(4, h.Step(h.CHANGE, "e1", 2, "b0", 1)))

    def test_finds_a_record_that_goes_back(self):
        self.assert_finds("went back", "state", after=lambda steps: steps.insert(4, h.Step(h.CHANGE, "e1", 2, "x", 1)))

    def test_finds_that_it_goes_back_and_the_epoch_goes_on(self):
        history = failed_over()
        history.steps[4:4] = [h.Step(h.CHANGE, "e1", 2, "x", 1), h.Step(h.PROGRESS, "e1", 2)]
        self.assert_found(history, "feed went back")

    def test_lets_the_last_of_an_epoch_be_as_it_stands_in_the_next(self):
        history = failed_over()
        history.steps.insert(4, h.Step(h.CHANGE, "e1", 2, "x", 1))
        self.assert_found(history)

    def test_finds_a_removal_that_was_none(self):
        self.assert_finds("state", after=lambda steps: steps.append(h.Step(h.CHANGE, "e1", 6, "both", 0)))

    def test_finds_a_watcher_left_in_an_old_epoch(self):
        history = failed_over()
        del history.steps[4:]
        history.final["x"] = 2
        self.assert_found(history, "lost", "feed epoch")
