"""What keeps the desk safe: headers on every answer, the gate before every act, cookies, identity providers."""
