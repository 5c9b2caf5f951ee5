//! Somebody who looks on while things happen.

use http_body_util::BodyExt;
use hyper::{body::Incoming, header};
use serde_json::{Value, json};

use crate::{
    app::{App, Person},
    client::Call,
    stack::PATIENCE,
};

/// What was told.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) id: String,
    pub(crate) event: String,
    pub(crate) data: Value,
}

impl Told {
    pub(crate) fn is(&self, event: &str, id: &str) -> bool {
        self.event == event && self.data["id"] == id
    }

    pub(crate) fn is_gone(&self, id: &str) -> bool {
        self.is("file", id) && self.data == json!({"id": id, "gone": true})
    }
}

/// Somebody who looks on.
pub(crate) struct Looking {
    body: Incoming,
    unread: String,
    /// All that has come.
    pub(crate) all: String,
    pub(crate) last_id: String,
}

impl Looking {
    pub(crate) async fn by(call: Call) -> Self {
        let response = call.open().await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
        assert!(response.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("no-store"));
        let body = response.into_body();
        let mut looking = Self { body, unread: String::new(), all: String::new(), last_id: String::new() };
        // It begins with the place from which it goes on.
        looking.block().await.expect("the beginning");
        assert!(!looking.last_id.is_empty(), "{}", looking.all);
        looking
    }

    /// The lines up to the next empty one, or none where the stream has ended.
    pub(crate) async fn block(&mut self) -> Option<Vec<String>> {
        loop {
            if let Some(end) = self.unread.find("\n\n") {
                let block: String = self.unread.drain(..end + 2).collect();
                let lines: Vec<String> = block.lines().filter(|line| !line.is_empty()).map(ToOwned::to_owned).collect();
                if let Some(id) = lines.iter().find_map(|line| line.strip_prefix("id: ")) {
                    id.clone_into(&mut self.last_id);
                }
                return Some(lines);
            }
            let frame = tokio::time::timeout(PATIENCE, self.body.frame()).await;
            let frame = frame.unwrap_or_else(|_| panic!("waited in vain for an event, after {}", self.all));
            let Some(Ok(frame)) = frame else { return None };
            let text = String::from_utf8(frame.into_data().unwrap().to_vec()).unwrap();
            self.unread.push_str(&text);
            self.all.push_str(&text);
        }
    }

    /// The next event.
    pub(crate) async fn next(&mut self) -> Option<Told> {
        loop {
            let lines = self.block().await?;
            let field = |name: &str| lines.iter().find_map(|line| line.strip_prefix(name)).map(ToOwned::to_owned);
            if let (Some(event), Some(data)) = (field("event: "), field("data: ")) {
                return Some(Told { id: self.last_id.clone(), event, data: data.parse().unwrap() });
            }
        }
    }

    /// All events up to the first of this kind, which is the last of them.
    pub(crate) async fn until(&mut self, is_it: impl Fn(&Told) -> bool) -> Vec<Told> {
        let mut told = Vec::new();
        loop {
            let next = self.next().await;
            told.push(next.unwrap_or_else(|| panic!("the stream has ended: {}", self.all)));
            if told.last().is_some_and(&is_it) {
                return told;
            }
        }
    }

    /// The same, and no more than that one.
    pub(crate) async fn comes(&mut self, is_it: impl Fn(&Told) -> bool) -> Told {
        self.until(is_it).await.pop().unwrap()
    }

    /// Waits for its end.
    pub(crate) async fn ends(&mut self) {
        while self.block().await.is_some() {}
    }
}

impl App {
    pub(crate) async fn look_on(&self, by: &Person) -> Looking {
        Looking::by(self.get("/api/events/").bearer(&by.access)).await
    }

    pub(crate) async fn look_on_after(&self, by: &Person, last: &str) -> Looking {
        Looking::by(self.get("/api/events/").bearer(&by.access).header("last-event-id", last)).await
    }
}
