// The emoji that people and bots write by name most often. A name that is not here stays as it was typed.

const TABLE = `
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 wave 👋 clap 👏 pray 🙏 muscle 💪 handshake 🤝 raised_hands 🙌 ok_hand 👌
raised_hand ✋ hand ✋ point_right 👉 point_left 👈 point_up ☝️ point_down 👇 writing_hand ✍️ eyes 👀
smile 😄 smiley 😃 grinning 😀 grin 😁 joy 😂 slightly_smiling_face 🙂 blush 😊 wink 😉 thinking_face 🤔
sweat_smile 😅 neutral_face 😐 confused 😕 worried 😟 disappointed 😞 cry 😢 sob 😭 sleeping 😴 zzz 💤 relieved 😌
sunglasses 😎 partying_face 🥳 face_with_monocle 🧐 shrug 🤷 facepalm 🤦 bow 🙇 person_raising_hand 🙋
heart ❤️ green_heart 💚 blue_heart 💙 yellow_heart 💛 sparkles ✨ star ⭐ star2 🌟 fire 🔥 tada 🎉 confetti_ball 🎊
balloon 🎈 gift 🎁 trophy 🏆 medal 🏅 first_place_medal 🥇 rocket 🚀 100 💯 boom 💥 zap ⚡ rainbow 🌈 sunny ☀️
cloud ☁️ umbrella ☔ snowflake ❄️ seedling 🌱 herb 🌿 evergreen_tree 🌲 palm_tree 🌴 coffee ☕ cake 🎂 pizza 🍕
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎
heavy_multiplication_x ✖️ heavy_plus_sign ➕ heavy_minus_sign ➖ question ❓ grey_question ❔ exclamation ❗
grey_exclamation ❕ bangbang ‼️ warning ⚠️ no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑 construction 🚧
rotating_light 🚨 sos 🆘 information_source ℹ️ red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡
large_green_circle 🟢 large_blue_circle 🔵 large_purple_circle 🟣 large_brown_circle 🟤 white_circle ⚪
black_circle ⚫ large_red_square 🟥 large_orange_square 🟧 large_yellow_square 🟨 large_green_square 🟩
large_blue_square 🟦 white_large_square ⬜ black_large_square ⬛ radio_button 🔘 small_blue_diamond 🔹
small_orange_diamond 🔸 large_blue_diamond 🔷 arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️
arrow_upper_right ↗️ arrow_lower_right ↘️ arrow_right_hook ↪️ leftwards_arrow_with_hook ↩️ left_right_arrow ↔️
arrows_counterclockwise 🔄 repeat 🔁 fast_forward ⏩ rewind ⏪ double_vertical_bar ⏸️ arrow_forward ▶️
hourglass ⌛ hourglass_flowing_sand ⏳ stopwatch ⏱️ timer_clock ⏲️ alarm_clock ⏰ watch ⌚ clock1 🕐 clock9 🕘
clock10 🕙 clock12 🕛 calendar 📆 date 📅 spiral_calendar_pad 🗓️ bell 🔔 no_bell 🔕 loudspeaker 📢 mega 📣
speech_balloon 💬 thought_balloon 💭 left_speech_bubble 🗨️ email ✉️ envelope ✉️ incoming_envelope 📨
mailbox 📫 inbox_tray 📥 outbox_tray 📤 package 📦 memo 📝 pencil 📝 pencil2 ✏️ clipboard 📋 page_facing_up 📄
bookmark_tabs 📑 books 📚 book 📖 bookmark 🔖 label 🏷️ pushpin 📌 round_pushpin 📍 paperclip 📎 link 🔗
file_folder 📁 open_file_folder 📂 card_index_dividers 🗂️ bar_chart 📊 chart_with_upwards_trend 📈
chart_with_downwards_trend 📉 mag 🔍 mag_right 🔎 bulb 💡 dart 🎯 key 🔑 lock 🔒 unlock 🔓 gear ⚙️ wrench 🔧
hammer 🔨 hammer_and_wrench 🛠️ toolbox 🧰 test_tube 🧪 microscope 🔬 compass 🧭 world_map 🗺️ checkered_flag 🏁
triangular_flag_on_post 🚩 bust_in_silhouette 👤 busts_in_silhouette 👥 robot_face 🤖 ghost 👻 house 🏠
office 🏢 airplane ✈️ car 🚗 bike 🚲 ship 🚢 moneybag 💰 dollar 💵 credit_card 💳 telephone ☎️ phone ☎️
iphone 📱 computer 💻 desktop_computer 🖥️ keyboard ⌨️ electric_plug 🔌 battery 🔋 bug 🐛 shield 🛡️ thread 🧵
jigsaw 🧩 bricks 🧱 scales ⚖️ crystal_ball 🔮 hugging_face 🤗 sun_with_face 🌞 thermometer 🌡️
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ keycap_ten 🔟 zero 0️⃣
`;

const words = TABLE.trim().split(/\s+/);
const byName = new Map(words.flatMap((word, i) => (i % 2 === 0 ? [[word, words[i + 1]]] : [])));

export const emojiByName = (name) => byName.get(name.replace(/::skin-tone-\d$/, "")) ?? null;
