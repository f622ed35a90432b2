"""What is known of the language: tables in `data/`, each with its source, licence and how it was made."""
