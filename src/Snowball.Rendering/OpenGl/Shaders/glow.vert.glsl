#include "view.glsl"

layout(location = 0) in vec4 placeAndSize;
layout(location = 1) in vec4 lightAndHeight;

out vec2 corner;
flat out vec3 shine;

// A rectangle that faces the camera, around a lamp that shines; or around its image in the wet road below.
void main()
{
    corner = vec2((gl_VertexID & 1) == 0 ? -1.0 : 1.0, (gl_VertexID & 2) == 0 ? -1.0 : 1.0);
    float height = lightAndHeight.w, stretch = height > 0.0 ? 3.0 : 1.0;
    gl_Position = project(placeAndSize.xyz - vec3(0.0, 0.0, 2.0 * height) + placeAndSize.w * (corner.x * right + stretch * corner.y * up));
    // In front of its own vehicle, or of the road that mirrors it: an eye above the road sees the image beyond the road.
    float above = max(height - placeAndSize.z, 0.5);
    gl_Position.z *= height > 0.0 ? 1.15 * (above + height) / above : 1.0 + 0.6 / max(gl_Position.w, 1.0);
    shine = lightAndHeight.rgb * transmission(max(gl_Position.w, near));
}
