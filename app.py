"""The app's door: Streamlit runs this file for every visitor and every step."""

import os

from border_gis.ui.frame import show_app

show_app(os.environ)
