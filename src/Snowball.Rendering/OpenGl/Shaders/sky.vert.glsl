#include "view.glsl"

noperspective out vec3 direction;

// One triangle that covers the picture, at infinity.
void main()
{
    vec2 corner = vec2(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0);
    gl_Position = vec4(corner, 0.0, 1.0);
#ifdef LAYERED
    gl_Layer = int(layer);
#endif
    direction = forward + right * (corner.x / scaleX) + up * (corner.y / scaleY);
}
