from . import test_chatbot, test_knowledge_step
