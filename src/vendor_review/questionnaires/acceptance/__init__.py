"""What a person takes over: documents and answers as rows, what they bring, and how it is shown before."""
