//! What a program starts first and ends last: its log, and what hears of spans and errors beside it.

use std::time::Duration;

use shared::{
    settings::{SettingError, Settings},
    telemetry::{self, Listening},
};

use crate::{errors::Errors, traces::Traces};

/// How long what is still to be sent may take at the end.
const LAST_WORDS: Duration = Duration::from_secs(3);

/// The log, and what listens beside it. Ended with [`Telemetry::finish`], so that nothing is lost.
#[derive(Debug)]
pub struct Telemetry {
    traces: Option<Traces>,
    errors: Option<Errors>,
}

impl Telemetry {
    /// Starts what the settings ask for; `program` is the name under which traces show it. Called on a runtime, which
    /// sends what is to be sent. Where neither traces nor errors are asked for, there is the log and nothing else.
    pub fn start(settings: &Settings, program: &'static str) -> Result<Self, SettingError> {
        Self::listen(settings, program).map_err(|error| settings.placed(error))
    }

    fn listen(settings: &Settings, program: &'static str) -> Result<Self, SettingError> {
        let mut listening: Vec<Listening> = Vec::new();
        let traces = settings.serving.otlp_url.as_ref().map(|url| Traces::to(url, program)).transpose()?;
        let errors = settings.serving.sentry_dsn.as_ref().map(Errors::to).transpose()?;
        listening.extend(traces.as_ref().map(Traces::listening));
        listening.extend(errors.as_ref().map(|_| Errors::listening()));
        telemetry::start_with(&settings.serving.log, listening)?;
        Ok(Self { traces, errors })
    }

    /// Sends what is still to be sent, for a few seconds at the longest.
    pub async fn finish(self) {
        let Self { traces, errors } = self;
        if traces.is_none() && errors.is_none() {
            return;
        }
        // Both wait for their own threads, or for tasks of this runtime.
        let finishing = tokio::task::spawn_blocking(move || {
            if let Some(traces) = traces {
                traces.finish(LAST_WORDS);
            }
            if let Some(errors) = errors {
                errors.finish(LAST_WORDS);
            }
        });
        let _ = tokio::time::timeout(2 * LAST_WORDS, finishing).await;
    }
}
