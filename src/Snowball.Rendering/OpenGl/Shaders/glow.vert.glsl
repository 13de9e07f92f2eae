#include "view.glsl"

layout(location = 0) in vec4 placeAndSize;
layout(location = 1) in vec3 light;

out vec2 corner;
flat out vec3 shine;

// A rectangle that faces the camera, around a lamp that shines.
void main()
{
    corner = vec2((gl_VertexID & 1) == 0 ? -1.0 : 1.0, (gl_VertexID & 2) == 0 ? -1.0 : 1.0);
    gl_Position = project(placeAndSize.xyz + placeAndSize.w * (corner.x * right + corner.y * up));
    // In front of its own vehicle.
    gl_Position.z *= 1.0 + 0.6 / max(gl_Position.w, 1.0);
    shine = light * transmission(max(gl_Position.w, near));
}
