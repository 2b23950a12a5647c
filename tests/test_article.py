"""An article is what every file can hold."""

from __future__ import annotations

import pytest

from kg.article import Article
from kg.errors import ArticleError


def test_half_a_surrogate_pair_becomes_a_replacement_character() -> None:
    """No file in UTF-8 can hold it; its place is kept, so that offsets stay what they were."""
    article = Article("a\ud800b", title="\udfff", url="https://example.org/", publisher=None)
    assert (article.text, article.title) == ("a\ufffdb", "\ufffd")
    assert article.id == Article("a\ufffdb").id
    assert Article("\U0001f600").text == "\U0001f600"


@pytest.mark.parametrize("date", ["20240305", "2024-W10-2", "2024-3-5", "2024-02-30", "yesterday", 20240305])
def test_dates_are_days_as_graphs_hold_them(date: object) -> None:
    """Also ISO dates of other forms are refused, since xsd:date has only one."""
    with pytest.raises(ArticleError, match="is no date\nHint: give the day of publication as YYYY-MM-DD"):
        Article("Talks resumed.", date=date)  # type: ignore[arg-type]
