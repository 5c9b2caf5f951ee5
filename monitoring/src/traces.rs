//! Traces, sent by OTLP over HTTP (protobuf) in batches.

use std::time::Duration;

use async_trait::async_trait;
use axum::http::{Request, Response};
use bounded_http::outbox::Outbox;
use bytes::Bytes;
use opentelemetry::{KeyValue, trace::TracerProvider};
use opentelemetry_http::{HttpClient, HttpError};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::{
    Resource,
    trace::{BatchConfigBuilder, BatchSpanProcessor, SdkTracerProvider},
};
use shared::{settings::SettingError, telemetry::Listening};
use tracing::{Level, Metadata, level_filters::LevelFilter};
use tracing_subscriber::{Layer, filter::FilterFn};
use url::Url;

/// How long a batch gathers.
const BATCH_TIME: Duration = Duration::from_secs(1);

/// Spans that wait to be sent; what comes when there are so many is dropped.
const WAITING: usize = 2048;

/// How long one batch may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where our own spans begin their names; those of libraries are not sent.
const OURS: [&str; 3] = ["api", "worker", "shared"];

/// The way to a collector of traces.
#[derive(Clone, Debug)]
struct Collector(Outbox);

#[async_trait]
impl HttpClient for Collector {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        Ok(self.0.send(request).await?)
    }
}

/// Traces on their way to a collector.
#[derive(Debug)]
pub(crate) struct Traces(SdkTracerProvider);

impl Traces {
    pub(crate) fn to(url: &Url, program: &'static str) -> Result<Self, SettingError> {
        let wrong = |error: &dyn std::fmt::Display| {
            SettingError::new("otlp_url", format!("cannot be used ({error})"), "http://localhost:4318")
        };
        let endpoint = url.as_str().trim_end_matches('/');
        let endpoint =
            if endpoint.ends_with("/v1/traces") { endpoint.to_owned() } else { format!("{endpoint}/v1/traces") };
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Collector(Outbox::new(url, "traces").map_err(|error| wrong(&error))?))
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(endpoint)
            .with_timeout(PATIENCE)
            .build()
            .map_err(|error| wrong(&error))?;
        let batches =
            BatchConfigBuilder::default().with_scheduled_delay(BATCH_TIME).with_max_queue_size(WAITING).build();
        let resource = Resource::builder_empty()
            .with_service_name(program)
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .build();
        let provider = SdkTracerProvider::builder()
            .with_span_processor(BatchSpanProcessor::builder(exporter).with_batch_config(batches).build())
            .with_resource(resource)
            .build();
        Ok(Self(provider))
    }

    /// What hears of spans. Log lines stay out: they go where logs go.
    pub(crate) fn listening(&self) -> Listening {
        tracing_opentelemetry::layer()
            .with_tracer(self.0.tracer("strongroom"))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_filter(FilterFn::new(is_ours).with_max_level_hint(LevelFilter::DEBUG))
            .boxed()
    }

    /// Sends what is left, and blocks until that is done or its time is over.
    pub(crate) fn finish(self, patience: Duration) {
        if let Err(error) = self.0.shutdown_with_timeout(patience) {
            tracing::warn!(%error, "the last traces could not be sent");
        }
    }
}

/// Spans that nobody but traces needs are at the level "debug", so that they are not even made where nothing is traced.
fn is_ours(metadata: &Metadata<'_>) -> bool {
    let name = metadata.target().split("::").next().unwrap_or_default();
    metadata.is_span() && *metadata.level() <= Level::DEBUG && OURS.contains(&name)
}
