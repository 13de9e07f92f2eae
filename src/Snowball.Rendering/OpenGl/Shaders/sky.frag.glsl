#include "view.glsl"

noperspective in vec3 direction;

layout(location = 0) out vec4 colour;
#ifdef SEMANTIC
layout(location = 1) out uint semantic;
#endif

void main()
{
    colour = vec4(skyColour(direction.z * inversesqrt(dot(direction, direction))), 0.0);
#ifdef SEMANTIC
    semantic = 0;
#endif
}
