"""The tour of Harbor: one week in five minutes, as the sandbox's page plays it. Data only.

A step is seen `as` somebody `in` a place; Next does what it has to `do`, and it is over when its `until` has
come true, whoever brought that about. bot/sandbox/README.md says what there is.
"""

from typing import Any

LINE = "/outcome Billing tickets reach Billing without passing Support @dana by 29 April under O-12"
PRIORITY = "Priority tickets are triaged"
BLOCKED = "Blocked: Priority tickets"

Step = dict[str, Any]

_REGISTERING: list[Step] = [
    {
        "as": "alice",
        "in": "support",
        "say": "Wednesday morning, and you are Alice, in Support. Too many of Billing's tickets come to her "
        "team first. She writes down, in one line, what should be true, who owns it, and by when.",
        "do": [{"type": LINE, "opens": "outcome.save"}],
        "until": {"form": "outcome.save"},
    },
    {
        "as": "alice",
        "in": "support",
        "form": "outcome.save",
        "say": "Her line was understood: what, who, by when, and what it is part of. The day is late for "
        "that, so there is a hint. It stops nobody.",
        "look": "later than O-12",
        "do": [{"form": "submit"}],
        "until": {"form": "outcome.saved"},
    },
    {
        "as": "alice",
        "in": "support",
        "form": "outcome.saved",
        "say": "Only Alice sees this. So far it is a question to Dana, and nothing is announced.",
        "look": "asked of Dana",
    },
    {
        "as": "dana",
        "in": "app",
        "say": "Now you are Dana, in Billing. A no would be as easy as a yes. She can own it if Tom gives "
        "her access to the ticket router, and that is an answer too.",
        "look": "will you own this?",
        "do": [{"click": "Yes, if…", "near": "Billing tickets", "opens": "outcome.yes_if"}],
        "until": {"form": "outcome.yes_if"},
    },
    {
        "as": "dana",
        "in": "app",
        "form": "outcome.yes_if",
        "say": "Her condition says what she needs, from whom, and by when. Whatever she writes, a line "
        "below the field says who will read it.",
        "do": [
            {"fill": "I own it, if…", "with": "somebody gives me something"},
            {"fill": "What do you need?", "with": "access to the ticket router"},
            {"fill": "From whom?", "with": "Tom Becker"},
            {"fill": "By when?", "with": "2026-11-24"},
            {"fill": "How will we know?", "with": "No billing ticket is answered by Support for a week"},
            {"form": "submit"},
        ],
        "until": {"as": "alice", "message": "Dana says yes, if Tom helps"},
    },
    {
        "as": "alice",
        "in": "app",
        "say": "Alice knows at once where it stands. In Los Angeles it is past midnight, so Tom is asked "
        "when his day begins.",
        "look": "Dana says yes, if Tom helps",
    },
]

_CHECK_IN: list[Step] = [
    {
        "as": "alice",
        "in": "app",
        "say": "Once a week everybody is asked how it is going, at ten in the morning of their own day. Let "
        "time go on until then.",
        "do": [{"travel": "2026-11-18T09:02:00Z"}],
        "until": {"time": "2026-11-18T09:02:00Z", "message": "How is it going?"},
    },
    {
        "as": "alice",
        "in": "app",
        "say": "Three outcomes, one tap for each: in most weeks that is all. Today the first one is stuck, "
        "because Legal has not said whether phone numbers may be stored.",
        "look": "How is it going?",
        "do": [{"click": "🔴 Blocked", "near": PRIORITY, "opens": "checkin.blocked"}],
        "until": {"form": "checkin.blocked"},
    },
    {
        "as": "alice",
        "in": "app",
        "form": "checkin.blocked",
        "say": "Nobody asks whose fault it is. What does she need, from whom, and by when? And what will "
        "she do if nobody answers?",
        "do": [
            {"fill": "What do you need?", "with": "Legal's yes to storing phone numbers"},
            {"fill": "From whom?", "with": "Omar Haddad"},
            {"fill": "By when?", "with": "2026-11-26"},
            {"fill": "What did you try?", "with": "asked Legal twice"},
            {"fill": "If nobody answers by then", "with": "go on without phone numbers"},
            {"form": "submit"},
        ],
        "until": {"message": "Blocked, Omar is asked"},
    },
    {
        "as": "alice",
        "in": "app",
        "say": "The question has turned into its answer. The other two are fine, and one tap says so for "
        "both.",
        "look": "How is it going?",
        "do": [{"click": "🟢 The other 2 on track"}],
        "until": {"message": "That's all, thank you."},
    },
]

_STUCK: list[Step] = [
    {
        "as": "omar",
        "in": "app",
        "say": "This is what Omar, of Legal, reads a second after Alice's tap. Not her boss and not the "
        "channel: first whoever can help. He sees what waits for it, and when somebody else is asked.",
        "look": "Alice needs something from you",
    },
    {
        "as": "alice",
        "in": "support",
        "thread": "Check-in, week 47",
        "say": "Her team finds one line, in the thread of this week's check-in. Nobody is called to the "
        "screen. Let the day begin in Los Angeles.",
        "look": "Blocked: Priority tickets",
        "do": [{"travel": "2026-11-18T17:05:00Z"}],
        "until": {
            "as": "tom",
            "in": "app",
            "time": "2026-11-18T17:05:00Z",
            "message": "Dana says yes if you help",
        },
    },
    {
        "as": "tom",
        "in": "app",
        "say": "Good morning, Tom. Dana's condition has become a request to him, and he promises the access "
        "by Tuesday.",
        "look": "Dana says yes if you help",
        "do": [
            {"click": "You'll have it by…", "near": "access to the ticket router", "opens": "asks.give_day"},
            {"fill": "By when do you have it?", "with": "2026-11-24"},
            {"form": "submit"},
        ],
        "until": {"message": "You get this for Dana by Tue 24 Nov"},
    },
    {
        "as": "omar",
        "in": "app",
        "say": "Back to Omar. His day is full, and he does not answer. Alice does not have to complain, and "
        "nobody has to remind him. Let a working day pass.",
        "look": "Alice needs something from you",
        "do": [{"travel": "2026-11-19T09:05:00Z"}],
        "until": {"as": "alice", "in": "support", "time": "2026-11-19T09:05:00Z", "message": BLOCKED},
    },
    {
        "as": "alice",
        "in": "support",
        "say": "Thursday. Only now does the channel hear of it, in a message with a thread of its own: what "
        "is needed, what it holds up, who was asked when, and who is next.",
        "look": BLOCKED,
    },
    {
        "as": "ana",
        "in": "app",
        "say": "Ana leads Support, and now she is asked. What she needs to decide is all here, and what "
        "happens if nobody does. She does nothing either. Let another day pass.",
        "look": "Alice is stuck and needs you",
        "do": [{"travel": "2026-11-20T09:05:00Z"}],
        "until": {
            "as": "nadia",
            "time": "2026-11-20T09:05:00Z",
            "message": "You speak for Priya, who is away",
        },
    },
    {
        "as": "nadia",
        "in": "app",
        "say": "Friday. Priya would be next, but she is away today. So Nadia, who stands in for her, is "
        "asked at once, and reads why. She talks to Omar, and decides.",
        "look": "You speak for Priya",
        "do": [
            {"click": "Decide…", "near": PRIORITY, "opens": "asks.give_answer"},
            {"fill": "What do you decide?", "with": "Legal agrees, with a 30-day limit."},
            {"form": "submit"},
        ],
        "until": {"as": "alice", "message": "You have your answer"},
    },
    {
        "as": "alice",
        "in": "app",
        "say": "After two working days Alice has her answer, and knows whose it is. She says whether it is "
        "enough.",
        "look": "You have your answer",
        "do": [{"click": "I can go on", "near": "You have your answer"}],
        "until": {"in": "support", "message": "Alice can go on"},
    },
    {
        "as": "alice",
        "in": "support",
        "say": "In the channel, the alarm has turned into the answer. Whoever waited for this outcome hears "
        "it too.",
        "look": "Alice can go on",
    },
]

_DIGEST: list[Step] = [
    {
        "as": "lena",
        "in": "app",
        "say": "Friday, ten o'clock, and you are Lena, who leads Harbor. This is her whole week, in two "
        "hundred words at most. On top is what waits for her: Tom asks for a later day.",
        "look": "Harbor, week 47",
        "do": [{"click": "Agree", "near": "nobody is above you. Tom suggests Fri 15 Jan"}],
        "until": {"message": "No decision waits for you"},
    },
    {
        "as": "lena",
        "in": "app",
        "say": "Decided, and Tom reads it in his morning. Below: what got worse, and what is reported green "
        "although the facts look different. What did not change takes one line.",
        "look": "Harbor, week 47",
        "do": [{"travel": "2026-11-20T10:05:00Z"}],
        "until": {
            "as": "alice",
            "in": "support",
            "time": "2026-11-20T10:05:00Z",
            "message": "Support, week 47",
        },
    },
    {
        "as": "alice",
        "in": "support",
        "say": "Each team gets its own, at ten by its own clock: its outcomes only, and no decisions that "
        "are its leaders' to make.",
        "look": "Support, week 47",
    },
]

_HOME: list[Step] = [
    {
        "as": "alice",
        "in": "home",
        "say": "Home has everything in one place. First what waits for Alice (now nothing), then what she "
        "owns, then her team.",
    },
    {
        "as": "lena",
        "in": "home",
        "say": "Leaders see the whole tree too, from the goals down. A goal looks as its weakest part does, "
        "so nothing is green above that is red below.",
        "look": "Everything, from the goals down",
    },
]

ASKED = {
    "message": ["How is it going?", "That's all, thank you."],
    "for": [
        *("noor", "yuki", "hana", "chen", "priya", "ishaan", "elif", "dana", "nadia", "alice"),
        *("mara", "grace", "miguel", "aisha", "peter", "omar", "kofi", "joao", "bob", "tom"),
    ],
    "since": "2026-11-24T12:00:00Z",
}
"""The second Wednesday's check-ins, from Sydney to Los Angeles."""

_CRASH: list[Step] = [
    {
        "as": "alice",
        "in": "app",
        "say": "One more thing: bots die. Next Wednesday 20 people are asked, from Sydney to Los Angeles. Go "
        "to the evening before.",
        "do": [{"travel": "2026-11-24T22:00:00Z"}],
        "until": {"time": "2026-11-24T22:00:00Z"},
    },
    {
        "as": "alice",
        "in": "app",
        "say": "Let Wednesday pass, and kill the bot in the middle of it, without warning. It is started "
        "again by itself.",
        "do": [{"crash": 10, "travel": "2026-11-25T18:05:00Z"}],
        "count": ASKED,
        "until": {"time": "2026-11-25T18:05:00Z", "count": "after a crash"},
    },
    {
        "as": "alice",
        "in": "app",
        "say": "Each of the 20 was asked once: that is counted here, not by the bot. What was on its way "
        "when it died was looked for before it was said again.",
        "look": "How is it going?",
        "count": ASKED,
    },
]

TOUR: dict[str, Any] = {
    "minutes": 5,
    "welcome": {
        "title": "A week at Harbor",
        "say": "Harbor is a small software company, and this is its Slack. See how a goal gets an owner, "
        "and how trouble finds whoever can end it. Next does every step for you, or do it yourself.",
    },
    "chapters": [
        {"title": "Somebody says yes", "steps": _REGISTERING},
        {"title": "Wednesday's check-in", "steps": _CHECK_IN},
        {"title": "Stuck, and heard", "steps": _STUCK},
        {"title": "Friday's digest", "steps": _DIGEST},
        {"title": "Home", "steps": _HOME},
        {"title": "Crash it", "steps": _CRASH},
    ],
    "end": {
        "title": "That was the week",
        "say": "Harbor is yours now. Be anybody, on the left. Let time pass with the time machine, at the "
        "top right. Type /outcome or /checkin. Or begin the week again.",
    },
}
