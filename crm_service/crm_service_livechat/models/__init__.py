from . import chatbot_message, chatbot_script_answer, chatbot_script_step, discuss_channel
