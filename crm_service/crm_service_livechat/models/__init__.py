from . import chatbot_script_step
