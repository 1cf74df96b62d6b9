"""The three signs that Slack writes as entities in mrkdwn and in what people type: `&`, `<` and `>`."""


def escaped(text: str) -> str:
    """The ampersand comes first, so that nothing is escaped twice."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescaped(text: str) -> str:
    """The ampersand comes last, so that nothing is decoded twice."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
