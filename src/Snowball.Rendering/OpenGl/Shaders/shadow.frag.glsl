#include "view.glsl"

in vec2 place;
flat in vec2 extent;

layout(location = 0) out vec4 colour;

const float Fade = 0.5;
#ifdef RICH
const float ContactShadow = 0.7;
#else
const float ContactShadow = 1.0;
#endif

// Shading.ShadowAt. It darkens what is below before fog, and so after it adds the fog that it darkened: colour is added to (1 - alpha) of what is there.
void main()
{
    vec2 beyond = max(abs(place) - extent, 0.0) / Fade;
    float dark = ContactShadow * shadow * max(0.0, 1.0 - beyond.x) * max(0.0, 1.0 - beyond.y);
    colour = vec4(dark * (1.0 - transmission(1.0 / gl_FragCoord.w)) * horizon, dark);
}
