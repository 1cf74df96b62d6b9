"""Somebody else's app: plain slack_bolt that has never heard of the sandbox but for its address."""

import os
import sys

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

ASK = {"type": "button", "action_id": "ask", "text": {"type": "plain_text", "text": "Ask"}}
FORM = {
    "type": "modal",
    "callback_id": "lunch",
    "title": {"type": "plain_text", "text": "Lunch"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "dish",
            "label": {"type": "plain_text", "text": "What?"},
            "element": {"type": "plain_text_input", "action_id": "name"},
        }
    ],
}
client = WebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
app = App(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])


@app.command("/lunch")
def offer(ack, say):
    ack()
    say(text="Hungry?", blocks=[{"type": "actions", "elements": [ASK]}])


@app.action("ask")
def ask(ack, body):
    ack()
    client.views_open(trigger_id=body["trigger_id"], view=FORM)


@app.view("lunch")
def order(ack, body, view):
    ack()
    dish = view["state"]["values"]["dish"]["name"]["value"]
    client.chat_postMessage(channel=body["user"]["id"], text=f"One {dish}, coming up.")


@app.event("message")
def thank(event, say):
    if "bot_id" not in event:
        say(f"You said: {event['text']}")


if __name__ == "__main__":
    if sys.argv[1] == "socket":
        SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start()
    app.start(port=int(sys.argv[2]))
