//! A bar on a terminal, nothing in a pipe.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::diagnostics::Lang;
use crate::pipeline::{Progress, Stage};

/// Shows the stages of a build.
pub(super) struct Bar {
    bar: ProgressBar,
    lang: Lang,
}

impl Bar {
    /// A bar on standard error if it is a terminal and `wanted`.
    pub(super) fn new(wanted: bool, lang: Lang) -> Self {
        let bar = if wanted && std::io::stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
        bar.enable_steady_tick(Duration::from_millis(100));
        Self { bar, lang }
    }

    /// Wipes the bar, so that messages stand on clean lines.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

/// Shows steps of a long run that is no build.
pub(super) struct Steps(ProgressBar);

impl Steps {
    /// A bar on standard error if it is a terminal.
    pub(super) fn new(steps: usize, lang: Lang) -> Self {
        let shown = steps > 1 && std::io::stderr().is_terminal();
        let bar = if shown { ProgressBar::new(steps as u64) } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}") {
            bar.set_style(style);
        }
        bar.set_message(if lang == Lang::Zh { "导入" } else { "Importing" });
        Self(bar)
    }

    pub(super) fn step(&self) {
        self.0.inc(1);
    }

    /// Wipes the bar.
    pub(super) fn clear(&self) {
        self.0.finish_and_clear();
    }
}

/// What is shown: numbers only of a stage that counts its steps.
fn template(stage: Stage, steps: usize) -> &'static str {
    match stage {
        Stage::Parse | Stage::Media | Stage::Render | Stage::Ask if steps > 0 => "{msg} {wide_bar} {pos}/{len}",
        _ => "{msg}…",
    }
}

impl Progress for Bar {
    fn begin(&self, stage: Stage, steps: usize) {
        // Each of these draws; the name of a stage must not stand beside the numbers of the one before.
        if let Ok(style) = ProgressStyle::with_template(template(stage, steps)) {
            self.bar.set_style(style);
        }
        self.bar.set_position(0);
        self.bar.set_length(steps as u64);
        self.bar.set_message(stage.label(self.lang));
    }

    fn step(&self) {
        self.bar.inc(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_counted_has_numbers() {
        assert_eq!(template(Stage::Render, 20), "{msg} {wide_bar} {pos}/{len}");
        for (stage, steps) in [(Stage::Render, 0), (Stage::Read, 0), (Stage::Link, 20), (Stage::Write, 20)] {
            assert_eq!(template(stage, steps), "{msg}…");
        }
        for stage in [Stage::Render, Stage::Read] {
            assert!(ProgressStyle::with_template(template(stage, 1)).is_ok());
        }
    }
}
