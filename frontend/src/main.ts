import { mount } from "svelte";
import "maplibre-gl/dist/maplibre-gl.css";
import "./tokens.css";
import "./room.css";
import Room from "./Room.svelte";

const target = document.getElementById("room");
if (!target) throw new Error("index.html has no element #room");
mount(Room, { target });
