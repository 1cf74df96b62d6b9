"""The word lists of the lint, as patterns in lower case."""

from bot.core.datewords import MONTHS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Verbs that name a direction and no end.
WEAK = (
    r"improv(?:e|ing)|enhanc(?:e|ing)|optimi[sz](?:e|ing)|explor(?:e|ing)|align(?:ing)?|ensur(?:e|ing)"
    r"|strengthen(?:ing)?|streamlin(?:e|ing)|facilitat(?:e|ing)|foster(?:ing)?|leverag(?:e|ing)|promot(?:e|ing)"
    r"|enabl(?:e|ing)|reduc(?:e|ing)|maximi[sz](?:e|ing)|minimi[sz](?:e|ing)|simplify(?:ing)?"
    r"|speed(?:ing)? up"
)
# These are names of things too: "Support answers within a day".
WEAK_OR_NOUN = (
    r"support(?! (?:agents?|staff|teams?|tickets?))|supporting"
    r"|help(?! (?:articles?|cent(?:er|re)|desk|pages?))|helping"
    r"|driv(?:e|ing)|boost(?:ing)?|increas(?:e|ing)|decreas(?:e|ing)|rais(?:e|ing)"
    r"|lower(?:ing)?|cut(?:ting)?|grow(?:ing)?"
)
# Verbs of being busy.
ACTIVITY = (
    r"work(?:ing)? on|continu(?:e|ing)|keep(?:ing)? (?:on )?\w+ing|attend(?:ing)?|look(?:ing)? (?:into|at)"
    r"|discuss(?:ing)?|participat(?:e|ing)|investigat(?:e|ing)|coordinat(?:e|ing)|meet(?:ing)? with"
    r"|think(?:ing)? about|try(?:ing)? to \w+|begin(?:ning)?"
)
ACTIVITY_OR_NOUN = r"research(?:ing)?|monitor(?:ing)?|start(?:ing)?|focus(?:ing)? on|review(?:ing)?"
# Verbs of an act that ends, though they don't say in what.
ACTION = (
    r"add|analy[sz]e|automate|build|buy|change|clean up|complete|create|define|deliver|deploy|design|develop"
    r"|document|draft|evaluate|finali[sz]e|finish|fix|get|hire|implement|integrate|introduce|launch|make"
    r"|migrate|move|organi[sz]e|plan|prepare|publish|redesign|refactor|release|remove|replace|rework|roll out"
    r"|run|set up|ship|solve|test|train|update|upgrade|write"
)
# Verbs that say how something is.
STATE = (
    r"is|isn't|are|aren't|was|were|be|has|have|can|can't|cannot|will|won't|must|does|doesn't|do|don't|get|gets"
    r"|reach|reaches|cover|covers|answer|answers|know|knows|need|needs|take|takes|use|uses|find|finds|cost|costs"
    r"|work|works|run|runs|contain|contains|receive|receives|agree|agrees|meet|meets|pass|passes|lose|loses|stay"
    r"|stays|include|includes|show|shows|pay|pays"
)
# Of them, those that are hardly ever the name of a thing.
FINITE = r"is|are|was|were|has|have|will|can|must|gets|covers|reaches|answers|receives"
# What they begin is no sentence of its own.
SUBORDINATES = r"who|whom|whose|that|which|when|where|while|if|before|after|because|until|as|so|since|though"
VAGUE = (
    r"soon(?! as)|a\.?s\.?a\.?p|as soon as possible|appropriate(?:ly)?|various|etc|and so on|as needed"
    r"|if (?:needed|possible)|where (?:needed|possible)|as (?:\w+ )?as possible|timely|adequate(?:ly)?"
    r"|sufficient(?:ly)?|properly|regularly|suitabl[ey]|reasonabl[ey]|user-friendly|seamless(?:ly)?|several"
    r"|world-class|best-in-class|state-of-the-art"
)
# Beside a number they say something: "20 % faster".
COMPARATIVE = (
    r"better|faster|quicker|easier|cheaper|smoother|higher|lower|efficient(?:ly)?|effective(?:ly)?|robust"
    r"|optimal(?:ly)?|significant(?:ly)?|quickly|easily"
)
EVERYBODY = r"everyone|everybody|someone|somebody|all of us|(?:the|all|both) (?:\w+ )?teams?"
ANSWER_FOR_IT = (
    r"(?:(?:will|should|must) )?(?:owns?|takes? care|looks? after|handles?)"
    r"|(?:will be|is|are) (?:responsible|accountable)"
)
DONE_BY = r"owned|done|led|handled|confirmed|decided"
HALF_DONE = (
    r"almost|nearly|mostly|partly|partially|in progress|on the way|under ?way"
    r"|(?!100)\d{1,3} ?% (?:done|completed?|finished|ready)"
)
FRACTION = r"half|halve[ds]?|thirds?|quarters? of|doubled?|tripled?|twice|zero|none"

_MONTH = "(?:" + "|".join(f"{month}|{month[:3]}" for month in MONTHS) + r")\b\.?"
DATE = (
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? \d{{4}})?"
    rf"|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?"
    r"|\b\d{4}-\d{2}-\d{2}|\b\d{1,2}/\d{1,2}(?:/\d{2,4})?|\b(?:week|q) ?\d{1,2}|\b(?:19|20)\d\d\b(?! ?%)"
)
# A number that isn't part of a name (B2B, v2, O-14), with a unit written close to it or none.
NUMBER = r"(?<![\w.-])[€$£+-]?\d[\d.,]*(?:%|[a-z]{1,3})?(?!\w)"

# Few letters tell languages apart as quickly as these.
SMALL_ENGLISH = _words(
    """
    a about after all an and any are as at be before by can each every for from get gets has have how if
    in into is it its more must new no nobody not of on one or our out over per so than that the their
    them then there these they this to under until up us we when which who will with within without you
    your
    """
)
SMALL_FOREIGN = _words(
    """
    aan alle als auf aus avec bei con da das dans de dei del della dem den der des di die door dos een
    ein eine el em en es est et für gli het ich il im ist jest la las le les los lub mais mit na nad
    nicht nie nos oder och os ou para pas per por pour que se sich sind som su sur te una und une uno
    van voor von wir werden wird zu zum zur är à é y
    """
)
LONG_ENOUGH_FOR_SMALL_WORDS = 5
# Names of things that people write instead of an outcome: "Website relaunch".
TOPICS = _words(
    """
    access alignment api app audit automation better billing bug bugs budget campaign communication
    compliance costs customer customers dashboard data debt design docs documentation efficiency
    engagement faster feature features feedback growth guide hiring improved improvement improvements
    infrastructure integration knowledge launch library marketing meeting meetings migration mobile new
    onboarding page pages performance pilot pipeline plan planning platform portal pricing process
    processes product productivity project q1 q2 q3 q4 quality rebrand redesign refactoring relaunch
    release report reporting reports research response review reviews roadmap router sales satisfaction
    security service site strategy survey system team tech technical testing time times tool tools
    training triage update updates upgrade ux website workflow workshop workshops
    """
)
