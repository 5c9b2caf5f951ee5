//! Pages of a list: each begins behind the last row of the one before, so that nothing comes twice and nothing is skipped
//! while rows come and go.

use super::{
    Db,
    statement::{Parameter, Row, Statement},
    together::PAGES,
};

/// Which page of a list somebody wants.
#[derive(Clone, Debug)]
pub struct Page<P> {
    /// How many rows it has at the most.
    pub limit: u16,
    /// The place of the last row of the page before; none for the first page.
    pub after: Option<P>,
}

impl<P> Page<P> {
    /// What it is of these rows, of which there is one more than it has where more follow.
    fn of<R>(&self, mut rows: Vec<R>) -> Rows<R> {
        let more = rows.len() > self.limit.into();
        rows.truncate(self.limit.into());
        Rows { rows, more }
    }
}

/// The place of a row in its list: what it has in the `N` columns that the list is sorted by.
pub trait Place<const N: usize> {
    /// The name of the list, by which the places of one are told from those of another.
    const LIST: &'static str;

    /// What the row has in each column.
    fn values(&self) -> [Parameter; N];

    /// Says whether a row can stand there, whoever made the place: no text of ours holds a NUL, and Postgres would not even look
    /// for one.
    fn is_sound(&self) -> bool {
        !self.values().iter().any(|value| value.text().is_some_and(|text| text.contains('\0')))
    }
}

/// The order of a list.
#[derive(Clone, Copy, Debug)]
pub struct Order<const N: usize> {
    /// What it is sorted by. No two rows are alike in all of it.
    pub columns: [&'static str; N],
    /// Whether what is last comes first.
    pub descending: bool,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows<R> {
    /// Its rows.
    pub rows: Vec<R>,
    /// Whether more rows follow.
    pub more: bool,
}

impl<R> Rows<R> {
    /// The same page, with what is made of each row.
    pub fn map<S>(self, make: impl FnMut(R) -> S) -> Rows<S> {
        Rows { rows: self.rows.into_iter().map(make).collect(), more: self.more }
    }

    /// The last row, where more follow: the next page begins behind it.
    pub fn last(&self) -> Option<&R> {
        self.rows.last().filter(|_| self.more)
    }
}

impl Statement {
    /// A page of what this statement selects, which ends with a condition.
    pub async fn fetch_page<R: Row, const N: usize>(
        self,
        db: &Db,
        order: Order<N>,
        page: &Page<impl Place<N>>,
    ) -> Result<Rows<R>, sqlx::Error> {
        Ok(page.of(self.page(order, page).fetch_all(db).await?))
    }

    /// The same for a page that many ask for at the same time: they are answered [together](super::together), by a plan that
    /// knows none of the parameters.
    pub async fn fetch_page_together<R: Row, const N: usize>(
        self,
        db: &Db,
        order: Order<N>,
        page: &Page<impl Place<N>>,
    ) -> Result<Rows<R>, sqlx::Error> {
        Ok(page.of(self.page(order, page).fetch_with_others(db, PAGES).await?))
    }

    /// Goes on with where a page begins, its order, and one row more than it has, which tells whether more follow.
    ///
    /// The limit is part of the text: one that Postgres does not know it takes for a tenth of the table, and then plans
    /// anew at each use.
    #[must_use]
    pub fn page<const N: usize>(mut self, order: Order<N>, page: &Page<impl Place<N>>) -> Self {
        if let Some(after) = &page.after {
            self = self.push(" AND ").listed(order.columns.map(Part::Text));
            self = self.push(if order.descending { " < " } else { " > " }).listed(after.values().map(Part::Parameter));
        }
        let direction = if order.descending { " DESC" } else { " ASC" };
        let mut before = " ORDER BY ";
        for column in order.columns {
            self = self.push(before).push(column).push(direction);
            before = ", ";
        }
        self.push(" LIMIT ").push_number(usize::from(page.limit) + 1)
    }

    /// Goes on with a row of these.
    fn listed<const N: usize>(mut self, parts: [Part; N]) -> Self {
        let mut before = "(";
        for part in parts {
            self = self.push(before);
            self = match part {
                Part::Text(text) => self.push(text),
                Part::Parameter(parameter) => self.bind(parameter),
            };
            before = ", ";
        }
        self.push(")")
    }
}

/// A part of a row.
enum Part {
    Text(&'static str),
    Parameter(Parameter),
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Two(i64, &'static str);

    impl Place<2> for Two {
        const LIST: &'static str = "two";

        fn values(&self) -> [Parameter; 2] {
            [self.0.into(), self.1.into()]
        }
    }

    #[test]
    fn no_row_stands_at_a_nul() {
        assert!(Two(7, "x").is_sound() && Two(0, "").is_sound());
        assert!(!Two(7, "x\0").is_sound());
    }

    #[test]
    fn a_page_begins_behind_the_last_row_of_the_one_before() {
        let first = Page::<Two> { limit: 50, after: None };
        let order = Order { columns: ["at", "name"], descending: true };
        let statement = Statement::new("SELECT 1 FROM t WHERE TRUE").page(order, &first);
        assert_eq!(statement.text(), "SELECT 1 FROM t WHERE TRUE ORDER BY at DESC, name DESC LIMIT 51");
        let second = Page { limit: 2, after: Some(Two(7, "x")) };
        let statement = Statement::new("SELECT 1 FROM t WHERE a = ").bind(3).page(order, &second);
        let text = "SELECT 1 FROM t WHERE a = $1 AND (at, name) < ($2, $3) ORDER BY at DESC, name DESC LIMIT 3";
        assert_eq!(statement.text(), text);
        let statement =
            Statement::new("SELECT 1 FROM t WHERE TRUE").page(Order { descending: false, ..order }, &second);
        let text = "SELECT 1 FROM t WHERE TRUE AND (at, name) > ($1, $2) ORDER BY at ASC, name ASC LIMIT 3";
        assert_eq!(statement.text(), text);
    }
}
