const vec3 HeadLampColour = vec3(1.0, 1.0, 0.92), RearLampColour = vec3(1.0, 0.06, 0.04), IndicatorColour = vec3(1.0, 0.6, 0.05);
const float LampOff = 0.45, TailDim = 0.6;
// Lamps of the scene.
const uint Head = 1, Tail = 2, Brake = 4, Left = 8, Right = 16;

vec3 lampColour(uint surface)
{
    return surface == HeadLamp ? HeadLampColour : surface <= BrakeLamp ? RearLampColour : IndicatorColour;
}

// Albedo of a vehicle's surface.
vec3 matterOf(uint surface, vec3 colour, vec3 paint)
{
    return surface == Paint ? colour * paint : surface >= HeadLamp ? LampOff * lampColour(surface) : colour;
}

// A lamp's own light; nothing where it is off, and of other surfaces.
vec3 lampLight(uint surface, uint lamps)
{
    if (surface < HeadLamp) return vec3(0.0);
    uint lamp = surface == HeadLamp ? Head : surface <= BrakeLamp ? Brake : surface == IndicatorLeft ? Left : Right;
    float light = (lamps & lamp) != 0 ? 1.0 : surface == TailLamp && (lamps & Tail) != 0 ? TailDim : 0.0;
    return light * lampColour(surface);
}
