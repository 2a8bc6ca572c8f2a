"""What a person sees: pages, components and the typed session. Only this room knows Streamlit."""
