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
        "say": "It is Wednesday morning, and you are Alice, in Support. Billing's tickets come to her team first. "
        "She writes down in one line what should be true, who owns it, and by when.",
        "do": [{"type": LINE, "opens": "outcome.save"}],
        "until": {"form": "outcome.save"},
    },
    {
        "as": "alice",
        "in": "support",
        "form": "outcome.save",
        "say": "The line was understood: what, who, by when, and what it is part of. "
        "Only the date gets a quiet hint, and stopping nobody.",
        "look": "By when?",
        "do": [{"form": "submit"}],
        "until": {"form": "outcome.saved"},
    },
    {
        "as": "alice",
        "in": "support",
        "form": "outcome.saved",
        "say": "Only Alice sees this. Nothing was announced, because so far it is only a question to Dana.",
        "look": "asked of Dana",
    },
    {
        "as": "dana",
        "in": "app",
        "say": "Now you are Dana, in Billing. She is asked whether she will own it, and a no is as easy as a yes. "
        "She could own it, if Tom gave her access to the ticket router.",
        "look": "will you own this?",
        "do": [{"click": "Yes, if…", "near": "Billing tickets", "opens": "outcome.yes_if"}],
        "until": {"form": "outcome.yes_if"},
    },
    {
        "as": "dana",
        "in": "app",
        "form": "outcome.yes_if",
        "say": "A condition is not an excuse: it names who can help, with what, and by when.",
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
        "say": "Alice knows at once where it stands. Tom is in Los Angeles, where it is past midnight: "
        "he is asked when his day begins.",
        "look": "Dana says yes, if Tom helps",
    },
]

_CHECK_IN: list[Step] = [
    {
        "as": "alice",
        "in": "app",
        "say": "Once a week everybody is asked how it is going, at ten in the morning of their own day. "
        "Let time go on until then.",
        "do": [{"travel": "2026-11-18T09:02:00Z"}],
        "until": {"time": "2026-11-18T09:02:00Z", "message": "How is it going?"},
    },
    {
        "as": "alice",
        "in": "app",
        "say": "Three outcomes, and one tap for each: most weeks that is all. "
        "But the first one is stuck. Legal has not said whether phone numbers may be stored.",
        "look": "How is it going?",
        "do": [{"click": "🔴 Blocked", "near": PRIORITY, "opens": "checkin.blocked"}],
        "until": {"form": "checkin.blocked"},
    },
    {
        "as": "alice",
        "in": "app",
        "form": "checkin.blocked",
        "say": "Nobody asks whose fault it is. What does she need, from whom, by when, "
        "and what will she do if nobody answers? Under every field it says who will read it.",
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
        "say": "The question has become its answer. The other two are fine: one tap for both.",
        "look": "How is it going?",
        "do": [{"click": "🟢 The other 2 on track"}],
        "until": {"message": "That's all, thank you."},
    },
]

_STUCK: list[Step] = [
    {
        "as": "omar",
        "in": "app",
        "say": "Omar read this a second after Alice had tapped. Not her boss, not the channel: first the one who "
        "can help. He sees what waits for it, and when somebody else is asked.",
        "look": "Alice needs something from you",
    },
    {
        "as": "alice",
        "in": "support",
        "thread": "Check-in, week 47",
        "say": "Her team finds one line, in the thread of this week's check-in. Nobody is called to the screen. "
        "Meanwhile the day begins in Los Angeles.",
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
        "say": "Good morning, Tom. Dana's condition has become a request to him. He promises the access by Tuesday.",
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
        "say": "Back to Omar. He has a full day, and does not answer. Nobody has to remind him, "
        "and Alice does not have to complain: let a working day pass.",
        "look": "Alice needs something from you",
        "do": [{"travel": "2026-11-19T09:05:00Z"}],
        "until": {"as": "alice", "in": "support", "time": "2026-11-19T09:05:00Z", "message": BLOCKED},
    },
    {
        "as": "alice",
        "in": "support",
        "say": "Thursday. Only now does the channel hear of it, in a message with its own thread: what is needed, "
        "what it holds up, who was asked when, and who is next.",
        "look": BLOCKED,
    },
    {
        "as": "ana",
        "in": "app",
        "say": "Ana leads Support, and now it is her turn. Everything she needs for a decision is here, with what "
        "happens if nobody answers. She does nothing either.",
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
        "say": "Friday. Priya would be next, but she is away; so her deputy Nadia is asked at once, and reads why. "
        "She talks to Omar, and decides.",
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
        "say": "Alice has her answer, after two working days, and knows whose it is. If it is enough, she says so.",
        "look": "You have your answer",
        "do": [{"click": "I can go on", "near": "You have your answer"}],
        "until": {"in": "support", "message": "Alice can go on"},
    },
    {
        "as": "alice",
        "in": "support",
        "say": "The alarm in the channel has turned into the answer. Whoever waited for this outcome hears it too.",
        "look": "Alice can go on",
    },
]

_DIGEST: list[Step] = [
    {
        "as": "lena",
        "in": "app",
        "say": "You are Lena, who leads Harbor. Her whole week fits into two hundred words, at ten on Friday. "
        "What needs a decision comes first: Tom asks for a later day.",
        "look": "Harbor, week 47",
        "do": [{"click": "Agree", "near": "Tom suggests Fri 15 Jan"}],
        "until": {"message": "No decision waits for you"},
    },
    {
        "as": "lena",
        "in": "app",
        "say": "Decided, and Tom hears it when he wakes up. Read on: what got worse, and what is reported green "
        "although the facts say something else. What did not change takes one line.",
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
        "say": "Each team has its own, with its own outcomes only, and without what its leaders decide.",
        "look": "Support, week 47",
    },
]

_HOME: list[Step] = [
    {
        "as": "alice",
        "in": "home",
        "say": "Home has everything in one place: first what waits for Alice, now nothing; then what she owns, "
        "and her team.",
    },
    {
        "as": "lena",
        "in": "home",
        "say": "Leaders also see the whole tree, from the goals down. A goal looks as its weakest part does, "
        "so that trouble below is never green above.",
        "look": "Everything, from the goals down",
    },
]

TOUR: dict[str, Any] = {
    "minutes": 5,
    "welcome": {
        "title": "A week at Harbor",
        "say": "Harbor is a small software company, and this is its Slack. See in five minutes how a goal gets an "
        "owner, and how trouble reaches whoever can end it. Next does each step for you, or do it yourself.",
    },
    "chapters": [
        {"title": "Somebody says yes", "steps": _REGISTERING},
        {"title": "Wednesday's check-in", "steps": _CHECK_IN},
        {"title": "Who can help hears it first", "steps": _STUCK},
        {"title": "Friday's digest", "steps": _DIGEST},
        {"title": "Home", "steps": _HOME},
    ],
    "end": {
        "title": "That was the week",
        "say": "Harbor is yours now. Be anybody, on the left; let time pass in the time machine, at the top right; "
        "type /outcome or /checkin. Or begin the week again.",
    },
}
