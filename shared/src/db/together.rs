//! Asking together: questions of one kind that come while others of it are being answered go together in the next statement,
//! so that many at once cost Postgres and this process little more than one.
//!
//! Nothing waits for others to come, and nothing is remembered: each is answered by a statement that began after it was asked.

use std::{
    collections::HashMap,
    fmt::Write as _,
    num::NonZero,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};

use sqlx::{AssertSqlSafe, Row as _, postgres::PgRow};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::{at_hand::AtHand, parameter::Parameter, pools::PATIENCE};

/// So many questions about one row go together at the most: a statement that answers them takes some milliseconds.
pub(super) const ROWS: usize = 64;

/// The same for pages, whose rows are in memory until all are there.
pub(super) const PAGES: usize = 8;

/// So many that wait are a reason to look which of them are still waited for.
const MANY: usize = 256;

/// So many texts are known at the most. Those of lists differ with what is wanted, and those that nobody asks just now are
/// forgotten then.
const MOST_KINDS: usize = 256;

/// What is asked of one Postgres, by the text of the statement.
#[derive(Clone, Debug, Default)]
pub(super) struct Together {
    kinds: Arc<Mutex<HashMap<String, Arc<Kind>>>>,
}

/// Questions of one text.
#[derive(Debug)]
struct Kind {
    /// What answers several of them.
    text: String,
    /// So many go together at the most.
    most: usize,
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    questions: Vec<Question>,
    /// How many statements are under way.
    underway: usize,
}

#[derive(Debug)]
struct Question {
    parameters: Vec<Parameter>,
    answer: oneshot::Sender<Answer>,
}

/// What somebody gets who asked together with others.
#[derive(Debug)]
pub(super) enum Answer {
    Rows(Vec<PgRow>),
    /// There is none: whoever asked asks alone, and hears why.
    Alone(Vec<Parameter>),
}

impl Together {
    /// The rows that answer a question, of which up to `most` go together.
    pub(super) async fn ask(
        &self,
        on: &AtHand,
        text: &str,
        parameters: Vec<Parameter>,
        most: usize,
    ) -> Result<Answer, sqlx::Error> {
        let Some(kind) = self.kind(text, &parameters, most) else { return Ok(Answer::Alone(parameters)) };
        let (answer, answered) = oneshot::channel();
        if let Some(answering) = kind.add(Question { parameters, answer }) {
            tokio::spawn(answer_all(on.clone(), answering));
        }
        match tokio::time::timeout(PATIENCE, answered).await {
            Ok(Ok(answer)) => Ok(answer),
            // Whoever answers is gone where the program comes to its end.
            Ok(Err(_)) => Err(sqlx::Error::PoolClosed),
            Err(_) => Err(sqlx::Error::PoolTimedOut),
        }
    }

    fn kind(&self, text: &str, parameters: &[Parameter], most: usize) -> Option<Arc<Kind>> {
        let mut kinds = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kind) = kinds.get(text) {
            return Some(Arc::clone(kind));
        }
        if kinds.len() >= MOST_KINDS {
            // Whoever asks holds the kind.
            kinds.retain(|_, kind| Arc::strong_count(kind) > 1);
        }
        if kinds.len() >= MOST_KINDS {
            return None;
        }
        let kind = Arc::new(Kind { text: for_several(text, parameters), most, waiting: Mutex::default() });
        kinds.insert(text.to_owned(), Arc::clone(&kind));
        Some(kind)
    }
}

impl Kind {
    /// Adds a question, and gives the right to answer what waits, where one more statement may be under way.
    fn add(self: &Arc<Self>, question: Question) -> Option<Answering> {
        let mut waiting = self.waiting();
        // While nothing is answered, those who have given up make room.
        if waiting.questions.len() >= MANY {
            waiting.questions.retain(Question::is_waited_for);
        }
        waiting.questions.push(question);
        if waiting.underway >= most_underway() {
            return None;
        }
        waiting.underway += 1;
        Some(Answering { kind: Arc::clone(self), is_over: false })
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Question {
    fn is_waited_for(&self) -> bool {
        !self.answer.is_closed()
    }
}

/// The right to answer what waits. However it ends, another may be given.
#[derive(Debug)]
struct Answering {
    kind: Arc<Kind>,
    is_over: bool,
}

impl Answering {
    /// What goes together next; none where nobody waits, and it is over.
    fn next(&mut self) -> Option<Vec<Question>> {
        let mut waiting = self.kind.waiting();
        waiting.questions.retain(Question::is_waited_for);
        if waiting.questions.is_empty() {
            // Within the same lock: whoever asks behind this is given the right.
            waiting.underway -= 1;
            self.is_over = true;
            return None;
        }
        let count = waiting.questions.len().min(self.kind.most);
        Some(waiting.questions.drain(..count).collect())
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        if !self.is_over {
            self.kind.waiting().underway -= 1;
        }
    }
}

/// Statements of one kind that are under way at the most: one a core keeps all of them busy.
fn most_underway() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Answers what waits, until nothing does.
async fn answer_all(on: AtHand, mut answering: Answering) {
    while let Some(questions) = answering.next() {
        let answers = match fetch(&on, &answering.kind.text, &questions).await {
            Ok(rows) => rows.into_iter().map(Some).collect(),
            Err(_) => questions.iter().map(|_| None).collect::<Vec<_>>(),
        };
        for (Question { parameters, answer }, rows) in questions.into_iter().zip(answers) {
            // Whoever asked may have gone.
            let _ = answer.send(rows.map_or(Answer::Alone(parameters), Answer::Rows));
        }
    }
}

/// The rows for each of these questions.
async fn fetch(on: &AtHand, text: &str, questions: &[Question]) -> Result<Vec<Vec<PgRow>>, sqlx::Error> {
    let mut lent = on.refusals().hear(on.lend().await)?;
    let mut query = sqlx::query(AssertSqlSafe(text.to_owned()));
    for column in columns(questions) {
        query = match column {
            Column::Ids(ids) => query.bind(ids),
            Column::Numbers(numbers) => query.bind(numbers),
            Column::Texts(texts) => query.bind(texts),
            Column::Bytes(bytes) => query.bind(bytes),
        };
    }
    let answer = on.refusals().hear(query.fetch_all(lent.connection()).await);
    lent.end(&answer);
    let mut rows: Vec<Vec<PgRow>> = questions.iter().map(|_| Vec::new()).collect();
    for row in answer? {
        let number: i64 = row.try_get(NUMBER)?;
        let place = usize::try_from(number - 1).ok().and_then(|at| rows.get_mut(at));
        place.ok_or_else(|| sqlx::Error::Protocol("a row that answers no question".to_owned()))?.push(row);
    }
    Ok(rows)
}

/// One parameter of several questions.
enum Column {
    Ids(Vec<Option<Uuid>>),
    Numbers(Vec<Option<i64>>),
    Texts(Vec<Option<String>>),
    Bytes(Vec<Option<Vec<u8>>>),
}

/// The parameters of several questions of one text, and so of the same types.
fn columns(questions: &[Question]) -> Vec<Column> {
    let first = questions.first().map_or(&[][..], |question| &question.parameters);
    let columns = first.iter().enumerate().map(|(at, parameter)| {
        let all = questions.iter().filter_map(|question| question.parameters.get(at));
        match parameter {
            Parameter::Id(_) => Column::Ids(all.map(Parameter::id).collect()),
            Parameter::Number(_) => Column::Numbers(all.map(Parameter::number).collect()),
            Parameter::Text(_) => Column::Texts(all.map(|text| text.text().map(ToOwned::to_owned)).collect()),
            Parameter::Bytes(_) => Column::Bytes(all.map(|bytes| bytes.bytes().map(ToOwned::to_owned)).collect()),
        }
    });
    columns.collect()
}

/// The column by which a row says whose answer it is.
const NUMBER: &str = "asked_number";

/// A statement that answers several questions of this text.
///
/// `OFFSET 0` keeps the plan of one: what is inside is done for each question by itself, and its rows come in their order. What stands behind `SELECT` in
/// `unnest` keeps Postgres from looking at how many there are, or it would plan anew each time.
fn for_several(text: &str, parameters: &[Parameter]) -> String {
    let mut several = format!("SELECT answer.*, asked.number AS {NUMBER} FROM unnest(");
    // Writing to a text does not fail.
    for (at, parameter) in parameters.iter().enumerate() {
        let kind = match parameter {
            Parameter::Id(_) => "uuid",
            Parameter::Number(_) => "bigint",
            Parameter::Text(_) => "text",
            Parameter::Bytes(_) => "bytea",
        };
        let _ = write!(several, "{}(SELECT ${}::{kind}[])", if at == 0 { "" } else { ", " }, at + 1);
    }
    several.push_str(") WITH ORDINALITY AS asked(");
    for at in 1..=parameters.len() {
        let _ = write!(several, "p{at}, ");
    }
    several.push_str("number) CROSS JOIN LATERAL (");
    several.push_str(&text.replace('$', "asked.p"));
    several.push_str(" OFFSET 0) answer");
    several
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind() -> Arc<Kind> {
        Arc::new(Kind { text: String::new(), most: 2, waiting: Mutex::default() })
    }

    fn question(number: i64) -> (Question, oneshot::Receiver<Answer>) {
        let (answer, answered) = oneshot::channel();
        (Question { parameters: vec![Parameter::from(number)], answer }, answered)
    }

    fn numbers(questions: Option<Vec<Question>>) -> Vec<i64> {
        let all = questions.into_iter().flatten().flat_map(|question| question.parameters);
        all.filter_map(|parameter| parameter.number()).collect()
    }

    #[test]
    fn what_comes_while_others_are_answered_goes_together() {
        let kind = kind();
        let mut kept = Vec::new();
        let mut add = |number| {
            let (question, answered) = question(number);
            kept.push(answered);
            kind.add(question)
        };
        let mut all: Vec<Answering> = (0..most_underway()).filter_map(|_| add(0)).collect();
        assert_eq!(all.len(), most_underway());
        let mut first = all.pop().unwrap();
        while !numbers(first.next()).is_empty() {}
        assert!(first.is_over);
        let mut again = add(1).unwrap();
        assert!(add(2).is_none() && add(3).is_none());
        assert_eq!(numbers(again.next()), [1, 2]);
        assert_eq!(numbers(again.next()), [3]);
        // One that breaks off makes room for another, which answers what waits.
        assert!(add(4).is_none());
        drop(again);
        assert_eq!(numbers(add(5).unwrap().next()), [4, 5]);
    }

    #[test]
    fn who_has_given_up_is_not_answered_and_takes_no_room() {
        let kind = kind();
        let all: Vec<Answering> = (0..most_underway()).filter_map(|_| kind.add(question(0).0)).collect();
        for number in 0..3_000 {
            let (question, answered) = question(number);
            drop(answered);
            assert!(kind.add(question).is_none());
            assert!(kind.waiting().questions.len() <= MANY + 1);
        }
        for mut answering in all {
            assert!(answering.next().is_none());
        }
        assert_eq!(kind.waiting().underway, 0);
    }

    #[test]
    fn a_text_for_one_becomes_a_text_for_several() {
        let parameters = [Parameter::from(Uuid::nil()), Parameter::from(1)];
        assert_eq!(
            for_several("SELECT f.id FROM files f WHERE f.id = $1 AND f.size > $2", &parameters),
            "SELECT answer.*, asked.number AS asked_number FROM unnest((SELECT $1::uuid[]), (SELECT $2::bigint[])) \
             WITH ORDINALITY AS asked(p1, p2, number) CROSS JOIN LATERAL (SELECT f.id FROM files f \
             WHERE f.id = asked.p1 AND f.size > asked.p2 OFFSET 0) answer"
        );
    }
}
